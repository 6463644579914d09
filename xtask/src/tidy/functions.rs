//! How long functions are, found by matching braces in [code](super::code).

use super::code::{is_word, line_at, words};

/// A function that has a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    /// Where `fn` stands.
    pub(super) line: usize,
    /// From `fn` to the closing brace, both counted; attributes and documentation are not.
    pub(super) lines: usize,
}

/// Every function of the code, those inside others included.
pub(super) fn functions(code: &str) -> Vec<Function<'_>> {
    let keywords = words(code).filter(|(_, word)| *word == "fn");
    keywords.filter_map(|(at, keyword)| function(code, at, at + keyword.len())).collect()
}

fn function(code: &str, start: usize, after_keyword: usize) -> Option<Function<'_>> {
    let named = code[after_keyword..].trim_start().trim_start_matches('$');
    let name = &named[..named.find(|c| !is_word(c)).unwrap_or(named.len())];
    if name.is_empty() {
        return None; // the type of a function pointer
    }
    let body = body(code, after_keyword)?;
    let end = closing_brace(code, body)?;
    let line = line_at(code, start);
    Some(Function { name, line, lines: line_at(code, end) - line + 1 })
}

/// The brace that opens the body; none for a declaration, which ends in a semicolon. The
/// semicolon of an array type in the signature stands in brackets and does not count.
fn body(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in code[from..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ';' if depth == 0 => return None,
            '{' if depth == 0 => return Some(from + at),
            _ => {}
        }
    }
    None
}

fn closing_brace(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}
