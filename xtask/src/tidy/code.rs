//! Rust source with everything that is not code blanked out.
//!
//! The checks that look for words or measure functions must not be misled by comments and
//! literals, and need no more of the language than that. A parser (`syn` with spans) would double
//! the build time of xtask, which everybody pays before their first `cargo xtask up`.

/// The text with comments and string, byte and character literals replaced by spaces.
///
/// Every character stands for one character and line breaks stay, so positions keep their line.
pub(super) fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut previous = ' ';
    while let Some(next) = rest.chars().next() {
        let blanked = not_code(rest, previous);
        if blanked == 0 {
            code.push(next);
        } else {
            let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
            code.extend(rest[..blanked].chars().map(blank));
        }
        rest = &rest[blanked.max(next.len_utf8())..];
        previous = if blanked == 0 { next } else { ' ' };
    }
    code
}

/// Every identifier or keyword in code, with the byte where it begins.
pub(super) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + code[from..].find(is_word)?;
        let length = code[start..].find(|c| !is_word(c)).unwrap_or(code.len() - start);
        from = start + length;
        Some((start, &code[start..from]))
    })
}

/// The line of a byte, counted from 1.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

/// Whether the character can be part of an identifier.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many bytes of a comment or literal begin here; none if this is code.
fn not_code(rest: &str, previous: char) -> usize {
    match rest.as_bytes() {
        [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => until_quote(rest, 1, '"'),
        [b'\'', ..] => character(rest),
        [b'r' | b'b' | b'c', ..] if !is_word(previous) => raw_string(rest),
        _ => 0,
    }
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                2
            }
            _ => 1,
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The end of a literal: just after the first quote, from a byte on, that no backslash escapes.
fn until_quote(rest: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < from) {
        if c == quote && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// `'x'` and `'\n'` are literals; `'x` alone is a lifetime, which is code.
fn character(rest: &str) -> usize {
    let mut following = rest.chars().skip(1);
    match (following.next(), following.next()) {
        (Some('\\'), _) => until_quote(rest, 1, '\''),
        (Some(c), Some('\'')) => c.len_utf8() + 2,
        _ => 0,
    }
}

/// `r"…"`, `r#"…"#`, `br"…"`, `cr"…"`: no escapes, and as many `#` behind as before.
fn raw_string(rest: &str) -> usize {
    let Some(after_r) = rest.trim_start_matches(['b', 'c']).strip_prefix('r') else { return 0 };
    let after_hashes = after_r.trim_start_matches('#');
    let hashes = after_r.len() - after_hashes.len();
    if !after_hashes.starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    let prefix = rest.len() - after_hashes.len() + 1;
    rest[prefix..].find(&end).map_or(rest.len(), |at| prefix + at + end.len())
}
