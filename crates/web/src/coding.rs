//! In which form a client gets a file: as it says in `Accept-Encoding` (RFC 9110, section 12.5.3).
//!
//! Browsers take Brotli over TLS and on localhost only: for plain HTTP in a network there is gzip.

use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

use crate::files::File;

/// The compressed form that the client likes best, and what it is called; none where it likes the
/// file better as it is, or takes none. Of two that it likes alike, the smaller one.
pub(crate) fn chosen(
    file: &'static File,
    headers: &HeaderMap,
) -> Option<(&'static str, &'static [u8])> {
    let texts = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|text| text.to_str().ok());
    let accepted: Vec<_> = texts.flat_map(|text| text.split(',')).map(weighed).collect();
    let weight = |coding: &str| {
        let named = accepted.iter().find(|(name, _)| name.eq_ignore_ascii_case(coding));
        named.map(|(_, weight)| *weight)
    };
    let of_any = weight("*").unwrap_or(0);
    let plain = weight("identity").unwrap_or(0);
    let forms = [("br", file.brotli), ("gzip", file.gzip)];
    let forms = forms.into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
    let weighed = forms.map(|(name, bytes)| (weight(name).unwrap_or(of_any), name, bytes));
    let liked = weighed.filter(|(weight, ..)| *weight > 0 && *weight >= plain);
    let best = liked.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, name, bytes)| (name, bytes))
}

/// A coding and its weight in thousandths: all of them without one, none if it cannot be read.
fn weighed(value: &str) -> (&str, u16) {
    let (name, parameter) = value.split_once(';').unwrap_or((value, "q=1"));
    let number = parameter.trim().strip_prefix(['q', 'Q']);
    let number = number.and_then(|rest| rest.trim_start().strip_prefix('='));
    (name.trim(), number.and_then(|number| thousandths(number.trim())).unwrap_or(0))
}

/// `0.85` as 850; at most three digits follow the point, and nothing is more than 1.
fn thousandths(number: &str) -> Option<u16> {
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = rest.len() <= 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let rest: u16 = format!("{rest:0<3}").parse().ok().filter(|_| are_digits)?;
    match whole {
        "0" => Some(rest),
        "1" if rest == 0 => Some(1000),
        _ => None,
    }
}
