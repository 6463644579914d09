//! What is blanked and what is not: `check` writes `·` for every character that was.

use crate::tidy::code::{code_only, line_at, words};

#[track_caller]
fn check(text: &str, expected: &str) {
    let code = code_only(text);
    assert_eq!(code.chars().count(), text.chars().count(), "positions moved in {text}");
    let pairs = text.chars().zip(code.chars());
    let seen: String = pairs.map(|(was, is)| if was == is { is } else { '·' }).collect();
    assert_eq!(seen, expected, "{text}");
}

#[test]
fn code_stays() {
    check("let größe = b / c;", "let größe = b / c;");
    check("r#type.br(c)", "r#type.br(c)");
}

#[test]
fn comments_go() {
    check("a // b\nc", "a ·· ·\nc");
    check("/// don't\nfn", "··· ·····\nfn");
    check("a /* b\n{ */ c", "a ·· ·\n· ·· c");
    check("a /* b /* c */ d */ e", "a ·· · ·· · ·· · ·· e");
    check("a /* never closed", "a ·· ····· ······");
}

#[test]
fn strings_go() {
    check(r#"a("{")"#, "a(···)");
    check(r#"a("\"{", b)"#, "a(·····, b)");
    check(r#"a("\\", b)"#, "a(····, b)");
    check(r#"b"{" c"{""#, "b··· c···");
    check("\"// no comment\" a", "··· ·· ········ a");
    check("\"two\nlines\" a", "····\n······ a");
    check("\"never closed", "······ ······");
}

#[test]
fn raw_strings_go() {
    check(r##"r"\" a"##, "···· a");
    check(r###"r#"" { "# a"###, "···· · ·· a");
    check(r####"br##"" "# "## a"####, "······ ·· ··· a");
    check(r##"cr"{" a"##, "····· a");
    check(r##"for"{" a"##, "for··· a");
}

#[test]
fn characters_go_and_lifetimes_stay() {
    check("a('{', b)", "a(···, b)");
    check(r"['\'', '{']", "[····, ···]");
    check(r"['\\', '{']", "[····, ···]");
    check(r"['\u{7b}', '{']", "[········, ···]");
    check("['\"', '{']", "[···, ···]");
    check("['ß', '{']", "[···, ···]");
    check("b'{' a", "b··· a");
    check("fn f<'a>(x: &'a str, y: &'a str)", "fn f<'a>(x: &'a str, y: &'a str)");
    check("'outer: loop {}", "'outer: loop {}");
}

#[test]
fn words_are_found_at_their_bytes() {
    let found: Vec<(usize, &str)> = words("größe.fn_2(a)").collect();
    assert_eq!(found, [(0, "größe"), (8, "fn_2"), (13, "a")]);
    assert_eq!(words("").count(), 0);
}

#[test]
fn lines_are_counted_from_one() {
    assert_eq!(line_at("a\nb\nc", 0), 1);
    assert_eq!(line_at("a\nb\nc", 4), 3);
}
