use crate::{Amount, AmountError, Percent};

/// What the text stands for, in minor units, in each of the three ways it can be read.
#[track_caller]
fn check(text: &str, expected: Result<i64, AmountError>) {
    assert_eq!(Amount::parse(text).map(Amount::minor), expected, "{}", shown(text));
    let read = serde_json::from_str::<Amount>(text).ok().map(Amount::minor);
    assert_eq!(read, expected.ok(), "as JSON: {}", shown(text));
    let list = serde_json::from_str::<Vec<Amount>>(&format!("[{text}]"));
    assert_eq!(list.ok().map(|list| list[0].minor()), expected.ok(), "in a list: {}", shown(text));
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[test]
fn numbers_are_judged_by_value() {
    for (text, minor) in [
        ("0", 0),
        ("-0", 0),
        ("0.00", 0),
        ("-0.000e5", 0),
        ("0e999999999999999999999", 0),
        ("0e-999999999999999999999", 0),
        ("1", 100),
        ("12.5", 1_250),
        ("10.01", 1_001),
        ("10.010", 1_001),
        ("10.0100000000000000000000000000000000000000", 1_001),
        ("0.01", 1),
        ("-0.01", -1),
        ("-12.34", -1_234),
        ("1e2", 10_000),
        ("1E+2", 10_000),
        ("1e02", 10_000),
        ("0.1e1", 100),
        ("0.001e1", 1),
        ("1e-2", 1),
        ("100e-4", 1),
        ("1000e-3", 100),
        ("12345e-2", 12_345),
        ("1000000000000000000e-18", 100),
        ("0.000000000000000001e18", 100),
    ] {
        check(text, Ok(minor));
    }
}

#[test]
fn the_edges_of_64_bits_are_exact() {
    for (text, expected) in [
        ("92233720368547758.07", Ok(i64::MAX)),
        ("92233720368547758.070", Ok(i64::MAX)),
        ("9223372036854775807e-2", Ok(i64::MAX)),
        ("92233720368547758.08", Err(AmountError::OutOfRange)),
        ("-92233720368547758.08", Ok(i64::MIN)),
        ("-92233720368547758.09", Err(AmountError::OutOfRange)),
        ("10000000000000000", Ok(1_000_000_000_000_000_000)),
        ("1e16", Ok(1_000_000_000_000_000_000)),
        ("1e17", Err(AmountError::OutOfRange)),
        ("1e18", Err(AmountError::OutOfRange)),
        ("1000000000000000000", Err(AmountError::OutOfRange)),
        ("99999999999999999.99", Err(AmountError::OutOfRange)),
        ("-1e18", Err(AmountError::OutOfRange)),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_third_decimal_is_refused_and_never_rounded() {
    for text in ["10.001", "0.005", "1e-3", "10.999", "12345e-3", "0.009999999999999999999999999"] {
        check(text, Err(AmountError::TooManyDecimals));
    }
}

/// A loop over the exponent would not end.
#[test]
fn huge_exponents_cost_nothing() {
    for text in ["1e999999", "1e999999999999", "1e9223372036854775807", "1e99999999999999999999"] {
        check(text, Err(AmountError::OutOfRange));
    }
    for text in ["1e-999999", "1e-999999999999"] {
        check(text, Err(AmountError::TooManyDecimals));
    }
    check("1e-99999999999999999999", Err(AmountError::OutOfRange));
}

#[test]
fn long_zeros_carry_no_value() {
    let zeros = "0".repeat(60_000);
    check(&format!("1{zeros}e-60000"), Ok(100));
    check(&format!("12.5{zeros}"), Ok(1_250));
    check(&format!("0.{zeros}1e60001"), Ok(100));
    check(&format!("1{zeros}"), Err(AmountError::OutOfRange));
    check(&format!("1.{zeros}1"), Err(AmountError::TooManyDecimals));
    check(&format!("1e{zeros}2"), Ok(10_000));
}

#[test]
fn what_is_no_number_is_refused() {
    for text in ["\"10\"", "null", "true", "{}", "[]"] {
        check(text, Err(AmountError::NotANumber));
    }
    // Not JSON at all, so it never comes from a body.
    for text in ["", "-", "+1", "NaN", "Infinity", ".5", "5.", "01", "-01", "1e", "1e+", "0x10"] {
        assert_eq!(Amount::parse(text), Err(AmountError::NotANumber), "{text}");
    }
    for text in ["1 ", " 1", "1,5", "1_000", "1e2.5", "1e5 ", "--1", "1..2", "１"] {
        assert_eq!(Amount::parse(text), Err(AmountError::NotANumber), "{text}");
    }
}

#[test]
fn amounts_are_written_with_two_decimals() {
    for (minor, text) in [
        (0, "0.00"),
        (1, "0.01"),
        (-1, "-0.01"),
        (10, "0.10"),
        (100, "1.00"),
        (-1_250, "-12.50"),
        (10_000, "100.00"),
        (i64::MAX, "92233720368547758.07"),
        (i64::MIN, "-92233720368547758.08"),
    ] {
        let amount = Amount::from_minor(minor);
        assert_eq!(serde_json::to_string(&amount).unwrap(), text);
        assert_eq!(amount.to_string(), text);
        check(text, Ok(minor));
    }
}

#[test]
fn shares_are_rounded_half_up() {
    for (part, rest, text) in [
        (0, 0, "0.00"),
        (0, 3, "0.00"),
        (3, 0, "100.00"),
        (1, 2, "33.33"),
        (2, 1, "66.67"),
        (1, 7, "12.50"),
        (1, 799, "0.13"),
        (1, 800, "0.12"),
        (1, 19_999, "0.01"),
        (1, 20_000, "0.00"),
        (u64::MAX, u64::MAX, "50.00"),
    ] {
        let share = Percent::share(part, rest);
        assert_eq!(serde_json::to_string(&share).unwrap(), text, "{part} of {part} + {rest}");
    }
}
