//! What is told of a stretch of work. Names and attributes are those of OpenTelemetry's semantic
//! conventions where they have one, else begin with `croupier.`.

use std::borrow::Cow;
use std::mem::take;

use crate::collector::{now_us, record};
use crate::context::TraceContext;

/// A stretch of work that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Who did it, as in `croupier-gateway`.
    pub service: &'static str,
    /// Which side of what it was.
    pub kind: Kind,
    /// What was done: of few values, whatever the request.
    pub name: Cow<'static, str>,
    /// Where it stands.
    pub context: TraceContext,
    /// What it is a part or a consequence of; none for the first of a trace.
    pub parent: Option<TraceContext>,
    /// When it began (microseconds since the Unix epoch).
    pub began_us: u64,
    /// When it was over (microseconds since the Unix epoch).
    pub ended_us: u64,
    /// What else is known.
    pub attributes: Vec<(&'static str, Value)>,
    /// What went wrong on our side, if anything did.
    pub failure: Option<Cow<'static, str>>,
}

/// Which side of what a stretch of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A step within a service.
    Internal,
    /// Answering a request.
    Server,
    /// Asking another service.
    Client,
    /// Putting something into the log.
    Producer,
    /// Doing something because of what was found in the log.
    Consumer,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(Cow<'static, str>),
    /// A whole number.
    Number(i64),
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A stretch of work that is under way. It is over when this is dropped; and if that is before
/// [`Open::end`], because nobody waited for it any more.
#[derive(Debug)]
pub struct Open(Span);

impl Open {
    /// Begin one now.
    pub fn begin(
        service: &'static str,
        kind: Kind,
        name: impl Into<Cow<'static, str>>,
        context: TraceContext,
        parent: Option<TraceContext>,
    ) -> Self {
        let began_us = now_us();
        let (name, attributes, failure) = (name.into(), Vec::new(), Some("cancelled".into()));
        let ended_us = began_us;
        Self(Span { service, kind, name, context, parent, began_us, ended_us, attributes, failure })
    }

    /// Where it stands.
    pub fn context(&self) -> TraceContext {
        self.0.context
    }

    /// Say more about it.
    pub fn say(&mut self, key: &'static str, value: impl Into<Value>) {
        self.0.attributes.push((key, value.into()));
    }

    /// It is over, and went well.
    pub fn end(mut self) {
        self.0.failure = None;
    }

    /// It is over, and this went wrong.
    pub fn fail(mut self, failure: impl Into<Cow<'static, str>>) {
        self.0.failure = Some(failure.into());
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.ended_us = now_us().max(self.0.began_us);
        record(Span {
            name: take(&mut self.0.name),
            attributes: take(&mut self.0.attributes),
            failure: take(&mut self.0.failure),
            ..self.0
        });
    }
}
