//! A trace store at an address.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use axum::http::header::CONTENT_TYPE;
use axum::http::uri::Scheme;
use axum::http::{Request, Uri};
use bytes::Bytes;
use croupier_trace::Span;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use metrics::{Counter, counter};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use tokio::time::timeout;

use super::wire;

/// How long the store may take for one batch. Meanwhile spans wait in their bounded queue.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Below what stores close idle connections after.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// More of an answer is not read: what it says fits many times.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What takes spans.
pub(super) struct Store {
    uri: Uri,
    instance: String,
    client: Client<HttpConnector, Full<Bytes>>,
    sent: Counter,
    lost: Counter,
    /// Whether it took none the last time.
    is_away: bool,
}

impl Store {
    /// The store at `endpoint`, an OTLP endpoint as all signals share it; spans are those of the
    /// process `instance`.
    pub(super) fn parse(endpoint: &str, instance: String) -> anyhow::Result<Self> {
        let uri: Uri = endpoint.parse().context("it is no URL")?;
        ensure!(
            uri.scheme() == Some(&Scheme::HTTP) && uri.authority().is_some(),
            "it is http://HOST:PORT; what encrypts is a collector beside this process"
        );
        let mut parts = uri.into_parts();
        let base = parts.path_and_query.as_ref().map_or("", |path| path.path());
        let path = format!("{}/v1/traces", base.trim_end_matches('/'));
        parts.path_and_query = Some(path.parse()?);
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(ANSWER_WITHIN / 2));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .build(connector);
        let of = |name: &'static str| {
            let counter = counter!(name);
            counter.increment(0);
            counter
        };
        Ok(Self {
            uri: Uri::from_parts(parts)?,
            instance,
            client,
            sent: of("croupier_trace_spans_sent_total"),
            lost: of("croupier_trace_spans_lost_total"),
            is_away: false,
        })
    }

    /// Send `spans`. Those that it does not take are lost.
    pub(super) async fn take(&mut self, spans: impl ExactSizeIterator<Item = Span>) {
        let count = spans.len() as u64;
        let body = wire::request(spans, &self.instance).encode_to_vec();
        let answered = timeout(ANSWER_WITHIN, self.post(body.into())).await;
        let refused = answered.context("it does not answer in time").flatten();
        let was_away = self.is_away;
        self.is_away = refused.is_err();
        let lost_count = refused.as_ref().map_or(count, |refused| (*refused).min(count));
        self.lost.increment(lost_count);
        self.sent.increment(count - lost_count);
        match refused {
            Err(error) if !was_away => {
                let why = format!("{error:#}");
                tracing::warn!(store = %self.uri, why, "spans are lost: the trace store is away");
            }
            Ok(_) if was_away => {
                tracing::info!(store = %self.uri, "the trace store takes spans again");
            }
            _ => {}
        }
    }

    /// Returns how many spans it has refused.
    async fn post(&self, body: Bytes) -> anyhow::Result<u64> {
        let request = Request::post(self.uri.clone())
            .header(CONTENT_TYPE, "application/x-protobuf")
            .body(Full::new(body))?;
        let response = self.client.request(request).await?;
        let status = response.status();
        let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX).collect().await;
        if !status.is_success() {
            bail!("it answers {status}");
        }
        let Ok(body) = body else { bail!("its answer broke off") };
        // It took them, whatever it says.
        let said = ExportTraceServiceResponse::decode(body.to_bytes()).unwrap_or_default();
        let refused_count = said.partial_success.map_or(0, |partial| partial.rejected_spans);
        Ok(u64::try_from(refused_count).unwrap_or(0))
    }
}
