//! How the values of fields are read. Each function takes the JSON text of a value and gives it
//! back as what it stands for, or a phrase that continues the field's name.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::amount::Amount;
use crate::decimal::Decimal;
use crate::json::unquoted;
use crate::names::PlayerId;
use crate::raw::RawObject;

type Read<T> = Result<T, Cow<'static, str>>;

/// A string.
///
/// # Errors
/// When it is none.
pub fn string(text: &str) -> Read<Cow<'_, str>> {
    unquoted(text).ok_or(Cow::Borrowed("must be a string"))
}

/// A string of `1..=length_max` characters, none of them a control character.
///
/// # Errors
/// When it is none.
pub fn line(text: &str, length_max: usize) -> Read<String> {
    let string = string(text)?;
    if string.is_empty() || string.chars().nth(length_max).is_some() {
        return Err(Cow::Owned(format!("must have 1 to {length_max} characters")));
    }
    if string.chars().any(char::is_control) {
        return Err(Cow::Borrowed("must not have control characters"));
    }
    Ok(string.into_owned())
}

/// A string of `1..=length_max` visible ASCII characters.
///
/// # Errors
/// When it is none.
pub fn visible_ascii(text: &str, length_max: usize) -> Read<String> {
    let string = string(text)?;
    let is_visible = string.bytes().all(|byte| byte.is_ascii_graphic());
    if is_visible && (1..=length_max).contains(&string.len()) {
        Ok(string.into_owned())
    } else {
        Err(Cow::Owned(format!("must have 1 to {length_max} visible ASCII characters")))
    }
}

/// A player's id.
///
/// # Errors
/// When it is none.
pub fn player_id(text: &str) -> Read<PlayerId> {
    PlayerId::parse(&string(text)?).map_err(|error| Cow::Borrowed(error.0))
}

/// An amount above zero.
///
/// # Errors
/// When it is none, has more than two decimals by value, or does not fit.
pub fn positive_amount(text: &str) -> Read<Amount> {
    let amount = Amount::parse(text).map_err(|error| Cow::Owned(error.to_string()))?;
    if amount.is_positive() { Ok(amount) } else { Err(Cow::Borrowed("must be above zero")) }
}

/// A whole number that is not negative. `3.0` is one.
///
/// # Errors
/// When it is none or over `u32::MAX`.
pub fn whole_number(text: &str) -> Read<u32> {
    let number = Decimal::parse(text).and_then(|decimal| decimal.scaled(0)).ok();
    let number = number.and_then(|number| u32::try_from(number).ok());
    number.ok_or(Cow::Borrowed("must be a whole number from 0 to 4294967295"))
}

/// `true` or `false`.
///
/// # Errors
/// When it is neither.
pub fn boolean(text: &str) -> Read<bool> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Cow::Borrowed("must be true or false")),
    }
}

/// An IPv4 or IPv6 address.
///
/// # Errors
/// When it is none.
pub fn address(text: &str) -> Read<IpAddr> {
    string(text)?.parse().map_err(|_| Cow::Borrowed("must be an IP address"))
}

/// An object, kept as text.
///
/// # Errors
/// When it is none, or has a number that no game could mean.
pub fn object(text: &str) -> Read<RawObject> {
    RawObject::parse(text).map_err(|error| Cow::Owned(error.to_string()))
}
