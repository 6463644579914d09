//! Where something stands in a trace.

use std::fmt;

use uuid::Uuid;

/// A stretch of a trace, as those that follow it are told of it: W3C Trace Context's
/// `traceparent`, which is also how it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    span_id: u64,
    flags: u8,
}

/// Spans of this trace are recorded.
const SAMPLED: u8 = 0b01;

/// What we know and pass on: that, and that the trace's id is random.
const FLAGS_KNOWN: u8 = 0b11;

impl TraceContext {
    /// Read `00-<32 hex>-<16 hex>-<2 hex>`, lower case, neither id all zeros, and no version `ff`
    /// (W3C Trace Context, section 3.2). Later versions may append more.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let [version, trace_id, span_id, flags] =
            [0..2, 3..35, 36..52, 53..55].map(|range| text.get(range).and_then(hex));
        let has_dashes = [2, 35, 52].iter().all(|&at| text.get(at) == Some(&b'-'));
        let version = version.filter(|version| *version != 0xff)?;
        let ends_well = text.len() == 55 || (version != 0 && text.get(55) == Some(&b'-'));
        let trace_id = trace_id.filter(|id| *id != 0)?;
        let span_id = u64::try_from(span_id?).ok().filter(|id| *id != 0)?;
        let flags = u8::try_from(flags?).ok()? & FLAGS_KNOWN;
        (has_dashes && ends_well).then_some(Self { trace_id, span_id, flags })
    }

    /// The beginning of a trace, for `ratio` of those who ask.
    pub fn root(ratio: Ratio) -> Option<Self> {
        let trace_id = Uuid::now_v7().as_u128();
        ratio.takes(trace_id).then(|| Self { trace_id, span_id: fresh_span_id(), flags: SAMPLED })
    }

    /// A stretch that follows this one.
    #[must_use]
    pub fn child(self) -> Self {
        Self { span_id: fresh_span_id(), ..self }
    }

    /// Whether its spans are recorded.
    pub fn is_sampled(self) -> bool {
        self.flags & SAMPLED != 0
    }

    /// The trace.
    pub fn trace_id(self) -> [u8; 16] {
        self.trace_id.to_be_bytes()
    }

    /// The stretch.
    pub fn span_id(self) -> [u8; 8] {
        self.span_id.to_be_bytes()
    }

    /// The trace, as text.
    pub fn trace_id_text(self) -> String {
        format!("{:032x}", self.trace_id)
    }

    /// The stretch, as text.
    pub fn span_id_text(self) -> String {
        format!("{:016x}", self.span_id)
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace_id, self.span_id, self.flags)
    }
}

/// How many of all requests are traced: from none, 0, to all, 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio(f64);

impl Ratio {
    /// None.
    pub const NONE: Self = Self(0.0);

    /// `None` if it is not between 0 and 1.
    pub fn new(ratio: f64) -> Option<Self> {
        (0.0..=1.0).contains(&ratio).then_some(Self(ratio))
    }

    /// By the end of the id: the part of a UUIDv7 that is drawn anew for each, while its beginning
    /// is a time and a count, by which all of a millisecond would be taken or none.
    fn takes(self, trace_id: u128) -> bool {
        let drawn = (trace_id & u128::from(u32::MAX)) as u32;
        f64::from(drawn) < self.0 * (f64::from(u32::MAX) + 1.0)
    }
}

/// The end of a UUIDv7 without the two bits that say what it is; never zero, because those are not.
fn fresh_span_id() -> u64 {
    Uuid::now_v7().as_u64_pair().1
}

fn hex(text: &[u8]) -> Option<u128> {
    let is_lower_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let text = std::str::from_utf8(text).ok().filter(|text| text.bytes().all(|b| is_lower_hex(&b)));
    u128::from_str_radix(text?, 16).ok()
}
