//! A command's way through its partition, as stretches of a trace: told when it is over, from the
//! times that were measured on the way, so that the loop knows nothing of it.

use croupier_http::Exchange;
use croupier_trace::{Kind, Span, TraceContext, wanted};

use crate::request::{Answer, Hops};

/// Who says it.
const SERVICE: &str = "croupier-command";

/// A command under way, of which spans are wanted.
pub(super) struct Way {
    /// The request.
    request: TraceContext,
    /// Handing the commit to the log: what whoever reads it from there follows.
    append: TraceContext,
    correlation_id: Box<str>,
    began_us: u64,
}

impl Way {
    /// `None` where nobody wants to know.
    pub(super) fn begin(exchange: &Exchange, began_us: u64) -> Option<Self> {
        let request = wanted(exchange.traceparent())?;
        Some(Self::of(request, exchange.correlation_id(), began_us))
    }

    /// That of the command in `request`.
    pub(super) fn of(request: TraceContext, correlation_id: &str, began_us: u64) -> Self {
        Self { request, append: request.child(), correlation_id: correlation_id.into(), began_us }
    }

    /// The `traceparent` that is to travel with the commit.
    pub(super) fn traceparent(&self) -> Box<str> {
        self.append.to_string().into()
    }

    /// Where it led, on a log of this engine: to a commit at `now_us` or before, or nowhere.
    pub(super) fn spans(
        self,
        answer: &Answer,
        partition: u32,
        engine: &str,
        now_us: u64,
    ) -> Vec<Span> {
        match answer {
            Answer::Committed { commit, hops: Some(hops), .. } => {
                let position = format!("{partition}:{}", commit.seq);
                self.committed(*hops, &position, partition, engine).into()
            }
            // It may be in the log: what then follows from it is to have something to follow.
            Answer::OutcomeUnknown => {
                let mut append = self.step(Kind::Producer, "append", self.append, self.began_us);
                append.ended_us = now_us.max(self.began_us);
                append.attributes.extend(messaging(partition, engine));
                append.failure = Some("the outcome is unknown".into());
                vec![append]
            }
            // It put nothing there: the answer to an earlier request, or a refusal.
            _ => Vec::new(),
        }
    }

    fn committed(self, hops: Hops, position: &str, partition: u32, engine: &str) -> [Span; 3] {
        let sent_us = self.began_us + hops.decide_us;
        let durable_us = sent_us + hops.append_us;
        let read_us = durable_us + hops.read_back_us;
        let (began_us, new) = (self.began_us, || self.request.child());
        [
            (self.step(Kind::Internal, "decide", new(), began_us), sent_us),
            (self.step(Kind::Producer, "append", self.append, sent_us), durable_us),
            (self.step(Kind::Internal, "read back", new(), durable_us), read_us),
        ]
        .map(|(mut span, ended_us)| {
            span.ended_us = ended_us;
            span.attributes.push(("croupier.position", position.to_owned().into()));
            if span.kind == Kind::Producer {
                span.attributes.extend(messaging(partition, engine));
            }
            span
        })
    }

    fn step(&self, kind: Kind, name: &'static str, context: TraceContext, began_us: u64) -> Span {
        let correlation_id = String::from(&*self.correlation_id);
        Span {
            service: SERVICE,
            kind,
            name: name.into(),
            context,
            parent: Some(self.request),
            began_us,
            ended_us: began_us,
            attributes: vec![("croupier.correlation_id", correlation_id.into())],
            failure: None,
        }
    }
}

fn messaging(partition: u32, engine: &str) -> [(&'static str, croupier_trace::Value); 4] {
    [
        ("messaging.system", engine.to_owned().into()),
        ("messaging.operation.type", "send".into()),
        ("messaging.operation.name", "append".into()),
        ("messaging.destination.partition.id", partition.to_string().into()),
    ]
}
