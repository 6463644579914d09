//! Licence expressions as SPDX writes them: `MIT OR (Apache-2.0 AND Unicode-3.0)`.
//!
//! `AND` binds tighter than `OR`, and `WITH` tighter than both. Older packages write
//! `MIT/Apache-2.0` where they mean `OR`; cargo documents that form, so it is understood.
//! Source: SPDX specification 2.3, annex D.

use std::iter::Peekable;
use std::vec::IntoIter;

/// Whether the expression can be satisfied by licences that are allowed; the error says what is
/// not an expression about it.
pub(super) fn satisfied(
    expression: &str,
    allowed: impl Fn(&str) -> bool,
) -> Result<bool, &'static str> {
    let mut parser = Parser { tokens: tokens(expression).into_iter().peekable(), allowed };
    let satisfied = parser.any_of()?;
    match parser.tokens.next() {
        None => Ok(satisfied),
        Some(_) => Err("something follows the end of the expression"),
    }
}

fn tokens(expression: &str) -> Vec<String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Recursive descent; both sides of an operator are always read, or the rest would not parse.
struct Parser<Allowed> {
    tokens: Peekable<IntoIter<String>>,
    allowed: Allowed,
}

impl<Allowed: Fn(&str) -> bool> Parser<Allowed> {
    fn any_of(&mut self) -> Result<bool, &'static str> {
        let mut satisfied = self.all_of()?;
        while self.tokens.next_if(|token| token == "OR").is_some() {
            satisfied |= self.all_of()?;
        }
        Ok(satisfied)
    }

    fn all_of(&mut self) -> Result<bool, &'static str> {
        let mut satisfied = self.one()?;
        while self.tokens.next_if(|token| token == "AND").is_some() {
            satisfied &= self.one()?;
        }
        Ok(satisfied)
    }

    /// An expression in parentheses, or a licence with its exception if it has one.
    fn one(&mut self) -> Result<bool, &'static str> {
        let first = self.tokens.next().ok_or("a licence is missing")?;
        if first == "(" {
            let satisfied = self.any_of()?;
            let closed = self.tokens.next_if(|token| token == ")").is_some();
            return if closed { Ok(satisfied) } else { Err("a parenthesis is not closed") };
        }
        let mut licence = identifier(first)?;
        if self.tokens.next_if(|token| token == "WITH").is_some() {
            let exception = identifier(self.tokens.next().ok_or("an exception is missing")?)?;
            licence = format!("{licence} WITH {exception}");
        }
        Ok((self.allowed)(&licence))
    }
}

fn identifier(token: String) -> Result<String, &'static str> {
    match token.as_str() {
        "AND" | "OR" | "WITH" | "(" | ")" => Err("a licence is missing"),
        _ => Ok(token),
    }
}
