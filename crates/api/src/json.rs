//! Strict JSON: what RFC 8259 leaves to taste is refused here.
//!
//! A body is read in two passes over its bytes. serde_json checks syntax and UTF-8; then one walk
//! over what is now known to be JSON looks for the two things that parsers disagree on or choke on,
//! duplicate keys and deep nesting, and notes where the outermost object's values lie. No number is
//! converted on the way.

use std::borrow::Cow;
use std::fmt;

use serde_json::value::RawValue;

/// The most bytes a request body may have.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// How deep arrays and objects may nest, the body itself included.
pub const NESTING_MAX: usize = 32;

/// Why bytes are not JSON that we read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MalformedJson {
    /// There are none.
    Empty,
    /// They break the grammar of JSON, or are not UTF-8.
    Syntax {
        /// Where, counted from 1.
        line: usize,
        /// Where in the line, in bytes.
        column: usize,
    },
    /// A string holds half of a UTF-16 surrogate pair.
    LoneSurrogate,
    /// An object, at any depth, has a key twice.
    DuplicateKey(String),
    /// Deeper than [`NESTING_MAX`].
    TooDeep,
}

impl fmt::Display for MalformedJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the body is empty"),
            Self::Syntax { line, column } => {
                write!(f, "the body is not JSON: see line {line}, column {column}")
            }
            Self::LoneSurrogate => f.write_str("a string holds half of a surrogate pair"),
            Self::DuplicateKey(key) => write!(f, "the key {key:?} appears twice in one object"),
            Self::TooDeep => write!(f, "arrays and objects nest deeper than {NESTING_MAX}"),
        }
    }
}

impl std::error::Error for MalformedJson {}

/// A well-formed JSON text.
pub(crate) enum Document<'a> {
    /// An object, as its keys and the texts of its values, in order.
    Object(Vec<(Cow<'a, str>, &'a str)>),
    /// Anything else.
    Other,
}

impl<'a> Document<'a> {
    /// Read `body` strictly.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, MalformedJson> {
        if body.is_empty() {
            return Err(MalformedJson::Empty);
        }
        let raw: &RawValue = serde_json::from_slice(body).map_err(|error| {
            MalformedJson::Syntax { line: error.line(), column: error.column() }
        })?;
        let walk = Walk::over(raw.get())?;
        Ok(if raw.get().starts_with('{') { Self::Object(walk.fields) } else { Self::Other })
    }
}

/// What is open around the place the walk has reached.
#[derive(Clone, Copy)]
enum Container {
    /// An object; the number tells it from all others.
    Object(usize),
    Array,
}

/// One walk over a valid JSON text.
#[derive(Default)]
struct Walk<'a> {
    open: Vec<Container>,
    objects: usize,
    /// Every key of every object.
    keys: Vec<(usize, Cow<'a, str>)>,
    /// The members of the outermost object.
    fields: Vec<(Cow<'a, str>, &'a str)>,
    /// Where the value of the outermost object's latest key begins.
    value_start: usize,
}

impl<'a> Walk<'a> {
    fn over(text: &'a str) -> Result<Self, MalformedJson> {
        let mut walk = Self::default();
        let mut is_key_next = false;
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            let start = at;
            at += 1;
            match byte {
                b'"' => {
                    at = string_end(text.as_bytes(), at);
                    walk.string(&text[start..at], is_key_next)?;
                    is_key_next = false;
                }
                b'{' | b'[' => {
                    walk.enter(byte)?;
                    is_key_next = byte == b'{';
                }
                b'}' | b']' => {
                    walk.end_value(text, start);
                    walk.open.pop();
                }
                b',' => {
                    walk.end_value(text, start);
                    is_key_next = matches!(walk.open.last(), Some(Container::Object(_)));
                }
                b':' if walk.open.len() == 1 => walk.value_start = at,
                _ => {}
            }
        }
        walk.refuse_duplicates()?;
        Ok(walk)
    }

    fn enter(&mut self, byte: u8) -> Result<(), MalformedJson> {
        if self.open.len() == NESTING_MAX {
            return Err(MalformedJson::TooDeep);
        }
        if byte == b'{' {
            self.open.push(Container::Object(self.objects));
            self.objects += 1;
        } else {
            self.open.push(Container::Array);
        }
        Ok(())
    }

    fn string(&mut self, quoted: &'a str, is_key: bool) -> Result<(), MalformedJson> {
        let text = unquoted(quoted).ok_or(MalformedJson::LoneSurrogate)?;
        if let (true, Some(Container::Object(object))) = (is_key, self.open.last()) {
            if self.open.len() == 1 {
                self.fields.push((text.clone(), ""));
            }
            self.keys.push((*object, text));
        }
        Ok(())
    }

    /// A comma or a closing bracket at `end`: if it ends a member of the outermost object, keep the
    /// text of its value.
    fn end_value(&mut self, text: &'a str, end: usize) {
        if let ([Container::Object(_)], Some(field)) = (&self.open[..], self.fields.last_mut()) {
            field.1 = text[self.value_start..end].trim_ascii();
        }
    }

    /// Sorting finds duplicates in n log n, however many keys a hostile body has.
    fn refuse_duplicates(&mut self) -> Result<(), MalformedJson> {
        self.keys.sort_unstable();
        match self.keys.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(MalformedJson::DuplicateKey(pair[0].1.to_string())),
            None => Ok(()),
        }
    }
}

/// The index after the quote that closes the string whose first character is at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// What a string literal stands for; `None` when it is none.
pub(crate) fn unquoted(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}
