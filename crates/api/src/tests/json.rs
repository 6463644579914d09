use crate::json::Document;
use crate::{MalformedJson, NESTING_MAX};

fn members(body: &str) -> Vec<(String, String)> {
    match Document::parse(body.as_bytes()) {
        Ok(Document::Object(members)) => {
            members.into_iter().map(|(key, value)| (key.into_owned(), value.into())).collect()
        }
        Ok(Document::Other) => panic!("not an object: {body}"),
        Err(error) => panic!("{error}: {body}"),
    }
}

#[track_caller]
fn refused(body: impl AsRef<[u8]>, expected: &MalformedJson) {
    match Document::parse(body.as_ref()) {
        Ok(_) => panic!("accepted: {}", String::from_utf8_lossy(body.as_ref())),
        Err(error) => assert_eq!(&error, expected),
    }
}

#[track_caller]
fn broken(body: impl AsRef<[u8]>) {
    let error = Document::parse(body.as_ref()).err();
    assert!(
        matches!(error, Some(MalformedJson::Syntax { .. })),
        "{error:?}: {}",
        String::from_utf8_lossy(body.as_ref())
    );
}

#[test]
fn members_keep_the_text_of_their_values() {
    let body =
        r#" { "a" : 1e2 , "b":{"c":[1,{"d":2}],"e":","},"f" :"x\"}{" ,"g":[ ] , "\u0068":null } "#;
    let expected = [
        ("a", "1e2"),
        ("b", r#"{"c":[1,{"d":2}],"e":","}"#),
        ("f", r#""x\"}{""#),
        ("g", "[ ]"),
        ("h", "null"),
    ];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(members(body), expected);
    assert_eq!(members("{}"), []);
    assert_eq!(members("{\n}\r\n"), []);
}

#[test]
fn what_is_no_object_is_still_json() {
    for body in ["1", "null", "\"x\"", "[{\"a\":1}]", " true "] {
        assert!(matches!(Document::parse(body.as_bytes()), Ok(Document::Other)), "{body}");
    }
}

#[test]
fn what_breaks_the_grammar_is_refused() {
    refused("", &MalformedJson::Empty);
    for body in [
        " ",
        "{",
        "}",
        "{]",
        "[}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{} {}",
        "{}x",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "// c\n{}",
        "\u{feff}{}",
        "{\"a\":\"",
    ] {
        broken(body);
    }
    broken(b"{\"a\":\"\xff\"}");
    broken(b"{\"\xc3\":1}");
    broken(b"\xfe\xff\x00{");
}

#[test]
fn half_surrogates_are_refused_wherever_they_are() {
    for body in [r#"{"a":"\ud800"}"#, r#"{"\ud800":1}"#, r#"{"a":[{"b":"x\udc00y"}]}"#] {
        refused(body, &MalformedJson::LoneSurrogate);
    }
    assert_eq!(members(r#"{"a":"\ud83c\udfb0"}"#).len(), 1);
}

#[test]
fn duplicate_keys_are_refused_at_any_depth() {
    for body in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"a":3}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"x":{"y":[0,{"a":1,"a":2}]}}"#,
        r#"[[{"a":{},"a":[]}]]"#,
        r#"{"b":{"a":1},"c":[{"a":1,"z":"a","a":2}]}"#,
    ] {
        refused(body, &MalformedJson::DuplicateKey("a".into()));
    }
    refused(r#"{"":1,"":2}"#, &MalformedJson::DuplicateKey(String::new()));
    // The same key in different objects, and as a value.
    members(r#"{"a":{"a":{"a":"a"}},"b":[{"a":1},{"a":2}],"c":"a","d":["a","a"]}"#);
}

#[test]
fn nesting_is_bounded() {
    let arrays = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    members(&arrays(NESTING_MAX - 1));
    members(&objects(NESTING_MAX));
    refused(arrays(NESTING_MAX), &MalformedJson::TooDeep);
    refused(objects(NESTING_MAX + 1), &MalformedJson::TooDeep);
    refused(objects(10_000), &MalformedJson::TooDeep);
    // Siblings are not depth.
    members(&format!("{{\"a\":[{}0]}}", "[[]],".repeat(1_000)));
    // Deep, but broken: the syntax is what is wrong.
    broken("[".repeat(30_000));
}

#[test]
fn a_body_of_ten_thousand_keys_is_read_in_order() {
    let keys: Vec<String> = (0..10_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let read = members(&format!("{{{}}}", keys.join(",")));
    assert_eq!(read.len(), 10_000);
    assert_eq!(read[9_999], ("k9999".into(), "9999".into()));
}
