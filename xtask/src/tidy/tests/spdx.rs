//! Licence expressions, with MIT, ISC and one exception allowed.

use crate::tidy::spdx::satisfied;

#[track_caller]
fn check(expression: &str, expected: Result<bool, &str>) {
    let allowed = |licence: &str| ["MIT", "ISC", "GPL-2.0 WITH Classpath"].contains(&licence);
    assert_eq!(satisfied(expression, allowed), expected, "{expression}");
}

#[test]
fn one_licence() {
    check("MIT", Ok(true));
    check("GPL-3.0", Ok(false));
    check("mit", Ok(false));
}

#[test]
fn a_choice_needs_one_and_a_sum_needs_all() {
    check("GPL-3.0 OR MIT", Ok(true));
    check("GPL-3.0 OR AGPL-3.0", Ok(false));
    check("MIT AND ISC", Ok(true));
    check("MIT AND GPL-3.0", Ok(false));
    check("GPL-3.0/MIT", Ok(true));
    check("GPL-3.0 / AGPL-3.0", Ok(false));
}

#[test]
fn and_binds_tighter_than_or() {
    check("MIT OR GPL-3.0 AND AGPL-3.0", Ok(true));
    check("GPL-3.0 AND AGPL-3.0 OR MIT", Ok(true));
    check("(MIT OR GPL-3.0) AND AGPL-3.0", Ok(false));
    check("(GPL-3.0 OR MIT) AND (ISC OR GPL-3.0)", Ok(true));
    check("((MIT))", Ok(true));
}

#[test]
fn an_exception_belongs_to_its_licence() {
    check("GPL-2.0 WITH Classpath", Ok(true));
    check("GPL-2.0", Ok(false));
    check("MIT WITH Classpath", Ok(false));
    check("GPL-2.0 WITH Classpath AND GPL-3.0", Ok(false));
}

#[test]
fn what_is_no_expression_is_not_guessed_at() {
    check("", Err("a licence is missing"));
    check("MIT OR", Err("a licence is missing"));
    check("MIT OR AND ISC", Err("a licence is missing"));
    check("MIT ISC", Err("something follows the end of the expression"));
    check("(MIT OR ISC", Err("a parenthesis is not closed"));
    check("MIT)", Err("something follows the end of the expression"));
    check("GPL-2.0 WITH", Err("an exception is missing"));
}
