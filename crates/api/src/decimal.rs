//! Exact decimal numbers, read from and written to the text of a JSON number.
//!
//! JSON has one kind of number and floats are not it. A [`Decimal`] is the number's value taken
//! from its text (RFC 8259, section 6); work is linear in the text, whatever the exponent says.

use std::fmt;

/// A number's value: `digits × 10^exponent`, negated if `negative`.
///
/// `digits` is `whole` followed by `fraction`; together they neither begin nor end with a zero, so
/// equal values have equal parts. Zero has no digits, no sign and exponent 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

/// Why a text is not a number that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// Not a JSON number at all.
    NotANumber,
    /// More decimals than asked for, by value: trailing zeros do not count.
    TooPrecise,
    /// Too large or too small for the type asked for.
    OutOfRange,
}

/// No number that means anything here has an exponent of more digits.
const EXPONENT_DIGITS_MAX: usize = 12;

impl<'a> Decimal<'a> {
    /// The value of the JSON number `text`.
    pub(crate) fn parse(text: &'a str) -> Result<Self, DecimalError> {
        let (negative, rest) = match text.as_bytes().split_first() {
            Some((b'-', rest)) => (true, rest),
            _ => (false, text.as_bytes()),
        };
        let (whole, rest) = digits(rest)?;
        if whole.len() > 1 && whole[0] == b'0' {
            return Err(DecimalError::NotANumber);
        }
        let (fraction, rest) = match rest.split_first() {
            Some((b'.', rest)) => digits(rest)?,
            _ => (&rest[..0], rest),
        };
        let written = match rest.split_first() {
            None => Some(0),
            Some((b'e' | b'E', rest)) => exponent(rest)?,
            Some(_) => return Err(DecimalError::NotANumber),
        };
        Self::normalised(negative, whole, fraction, written)
    }

    /// Strip zeros that carry no value, and say so in the exponent.
    fn normalised(
        negative: bool,
        whole: &'a [u8],
        fraction: &'a [u8],
        written: Option<i64>,
    ) -> Result<Self, DecimalError> {
        let mut exponent = written.map(|written| written - length(fraction));
        let (mut whole, mut fraction) = (without_leading_zeros(whole), fraction);
        if whole.is_empty() {
            fraction = without_leading_zeros(fraction);
        }
        strip_trailing_zeros(&mut fraction, &mut exponent);
        if fraction.is_empty() {
            strip_trailing_zeros(&mut whole, &mut exponent);
        }
        if whole.is_empty() && fraction.is_empty() {
            return Ok(Self { negative: false, whole, fraction, exponent: 0 });
        }
        let exponent = exponent.ok_or(DecimalError::OutOfRange)?;
        Ok(Self { negative, whole, fraction, exponent })
    }

    /// The value × 10^`decimals` as an integer, if it is one and fits.
    pub(crate) fn scaled(self, decimals: i64) -> Result<i64, DecimalError> {
        let exponent = self.exponent + decimals;
        let count = length(self.whole) + length(self.fraction);
        if count == 0 {
            return Ok(0);
        }
        if exponent < 0 {
            return Err(DecimalError::TooPrecise);
        }
        // 19 digits are the most an i64 has, so 128 bits cannot overflow below.
        if count + exponent > 19 {
            return Err(DecimalError::OutOfRange);
        }
        let digits = self.whole.iter().chain(self.fraction);
        let magnitude = digits.fold(0i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
        let magnitude = (0..exponent).fold(magnitude, |sum, _| sum * 10);
        let value = if self.negative { -magnitude } else { magnitude };
        i64::try_from(value).map_err(|_| DecimalError::OutOfRange)
    }
}

/// The canonical text of the value: `digits`, then `e` and the exponent unless it is zero. Equal
/// values, and only they, have equal texts.
impl fmt::Display for Decimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.whole.is_empty() && self.fraction.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        for digit in self.whole.iter().chain(self.fraction) {
            write!(f, "{}", char::from(*digit))?;
        }
        if self.exponent == 0 { Ok(()) } else { write!(f, "e{}", self.exponent) }
    }
}

/// One digit or more, and what follows them.
fn digits(text: &[u8]) -> Result<(&[u8], &[u8]), DecimalError> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 { Err(DecimalError::NotANumber) } else { Ok(text.split_at(count)) }
}

/// What follows the `e`; `None` when it is too large to matter.
fn exponent(text: &[u8]) -> Result<Option<i64>, DecimalError> {
    let (negative, rest) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let (written, rest) = digits(rest)?;
    if !rest.is_empty() {
        return Err(DecimalError::NotANumber);
    }
    let written = without_leading_zeros(written);
    if written.len() > EXPONENT_DIGITS_MAX {
        return Ok(None);
    }
    let magnitude = written.iter().fold(0i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Ok(Some(if negative { -magnitude } else { magnitude }))
}

fn without_leading_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

fn strip_trailing_zeros(digits: &mut &[u8], exponent: &mut Option<i64>) {
    let zeros = digits.iter().rev().take_while(|&&digit| digit == b'0').count();
    *digits = &digits[..digits.len() - zeros];
    *exponent = exponent.map(|exponent| exponent + zeros as i64);
}

/// A slice's length; texts are far below 2^63.
fn length(digits: &[u8]) -> i64 {
    digits.len() as i64
}

/// A sign, the 19 digits of an i64, a point.
const TEXT_LENGTH_MAX: usize = 21;

/// The text of an integer read as a number with `DECIMALS` decimals: `-12.05`. On the stack, since
/// a page of bets has hundreds of them.
pub(crate) struct FixedText<const DECIMALS: usize> {
    bytes: [u8; TEXT_LENGTH_MAX],
    start: usize,
}

impl<const DECIMALS: usize> FixedText<DECIMALS> {
    pub(crate) fn new(scaled: i64) -> Self {
        let mut text = Self { bytes: [b'0'; TEXT_LENGTH_MAX], start: TEXT_LENGTH_MAX };
        let mut rest = scaled.unsigned_abs();
        let mut count = 0;
        while rest > 0 || count <= DECIMALS {
            if count == DECIMALS && DECIMALS > 0 {
                text.push(b'.');
            }
            text.push(b'0' + (rest % 10) as u8);
            rest /= 10;
            count += 1;
        }
        if scaled < 0 {
            text.push(b'-');
        }
        text
    }

    fn push(&mut self, byte: u8) {
        self.start -= 1;
        self.bytes[self.start] = byte;
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[self.start..]).unwrap_or_default()
    }
}
