use crate::{Amount, RawObject};

fn canonical(text: &str) -> String {
    RawObject::parse(text).unwrap().canonical()
}

#[test]
fn equal_values_have_one_canonical_text() {
    for (texts, expected) in [
        (&["{}", " { } "][..], "{}"),
        (&[r#"{"b":1,"a":2}"#, r#"{ "a" : 2.0, "b" : 10e-1 }"#], r#"{"a":2,"b":1}"#),
        (&[r#"{"a":"\u0062\/"}"#, r#"{"\u0061":"b/"}"#], r#"{"a":"b/"}"#),
        (
            &[
                r#"{"a":[100,12.50,{"c":null,"b":true}]}"#,
                r#"{"a":[1e2,125e-1,{"b":true,"c":null}]}"#,
            ],
            r#"{"a":[1e2,125e-1,{"b":true,"c":null}]}"#,
        ),
        (&[r#"{"a":-0.0}"#, r#"{"a":0}"#, r#"{"a":0e77}"#], r#"{"a":0}"#),
    ] {
        for text in texts {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }
}

#[test]
fn different_values_have_different_canonical_texts() {
    for (one, other) in [
        (r#"{"a":1}"#, r#"{"a":"1"}"#),
        (r#"{"a":1}"#, r#"{"a":1.01}"#),
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#),
        (r#"{"a":[1,2]}"#, r#"{"a":[12]}"#),
        (r#"{"a":null}"#, "{}"),
        (r#"{"a":9007199254740993}"#, r#"{"a":9007199254740992}"#),
    ] {
        assert_ne!(canonical(one), canonical(other));
    }
}

#[test]
fn only_strict_objects_are_kept() {
    for text in ["", "1", "[]", "null", "\"{}\"", "{", r#"{"a":1,"a":1}"#, r#"{"a":{"b":1,"b":1}}"#]
    {
        assert!(RawObject::parse(text).is_err(), "{text}");
    }
    // No number that anybody means has such an exponent; as a value it could not be compared.
    assert!(RawObject::parse(r#"{"a":1e9999999999999}"#).is_err());
}

#[test]
fn the_text_passes_through_untouched() {
    let text = r#"{"stake": 10.010, "on": "17"}"#;
    let object = RawObject::parse(text).unwrap();
    assert_eq!(object.as_str(), text);
    assert_eq!(serde_json::to_string(&object).unwrap(), text);
    assert_eq!(serde_json::from_str::<RawObject>(text).unwrap(), object);
}

#[test]
fn objects_are_rendered_from_values_with_exact_amounts() {
    #[derive(serde::Serialize)]
    struct Chip {
        stake: Amount,
    }
    let object = RawObject::of(&Chip { stake: Amount::from_minor(i64::MAX) }).unwrap();
    assert_eq!(object.as_str(), r#"{"stake":92233720368547758.07}"#);
    assert!(RawObject::of(&[1, 2]).is_err());
}
