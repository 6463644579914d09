//! Bringing a command to the instance that serves its player.
//!
//! Each player's partition is served by one command instance at a time, and which one it is changes
//! while we run. A gateway knows neither partitions nor the log: it asks some instance. One that
//! does not serve the player answers 421, which promises that nothing was applied there, and names
//! the owner in `Croupier-Owner` if it knows it. The very same request then goes there, key and
//! all. Who answered with a place in the log is remembered and asked first the next time.
//!
//! **A command is sent again only after** a 421, a connection that could not be made, or (once, and
//! only with a key) the 503 `not_applied` of an instance that is just taking the partition over or
//! giving it up. A time-out or a broken connection ends the search: it may have been applied.
//!
//! **Only configured addresses are called.** What an instance names as the owner comes from a log
//! that others may be able to write to, and whoever is called sees the gateway token and players'
//! requests. So a name is a choice among our own addresses: compared with them, never connected to
//! by itself. An owner that is not among them counts as unnamed, with a warning, as an operator
//! will have forgotten it in `--command-url`.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use tokio::time::{Instant, sleep, timeout_at};

use croupier_api::{ErrorCode, Problem};
use croupier_http::{IDEMPOTENCY_KEY, OWNER, POSITION, PROBLEM_JSON, SUBJECT, read_body};

use crate::remote::{BaseUrl, Remote, is_misdirected};
use crate::upstream::UpstreamError;

/// How many 421s are followed for one command: to the owner, to the one it has just moved to, and
/// one more guess. Whoever is not found by then is moving, and the client may as well wait.
pub(crate) const HOPS_MAX: usize = 3;

/// The longest extra pause before a refused command is sent again, so that not all come back at
/// once.
const JITTER_MAX: Duration = Duration::from_millis(250);

/// What must be left of the time after the pause. A certain "not applied" is not given away for an
/// answer that would probably come too late.
const LEFT_MIN: Duration = Duration::from_secs(1);

/// Send the command `request` to the instance that serves its player.
pub(crate) async fn send(
    remote: &Remote,
    request: &Request<Bytes>,
    deadline: Instant,
) -> Result<Response, UpstreamError> {
    // Every command has a player. One without would share a place with its like.
    let player = request.headers().get(SUBJECT).map(HeaderValue::as_bytes);
    let place = remote.owners().place(player.unwrap_or_default());
    let mut unasked = Unasked::new(remote);
    let mut next = place.owner().and_then(|index| unasked.take(index)).or_else(|| unasked.next());
    let mut error = UpstreamError::Unreachable;
    let (mut hops, mut has_paused) = (0, false);
    while let Some(index) = next {
        match remote.send_to(index, request, deadline).await {
            Ok(answer) if is_misdirected(&answer) => {
                place.forget(index);
                error = UpstreamError::Unowned;
                if hops == HOPS_MAX {
                    break;
                }
                hops += 1;
                let named = named_owner(remote, answer.headers());
                next = named.and_then(|index| unasked.take(index)).or_else(|| unasked.next());
                read_off(answer, deadline).await;
            }
            Ok(answer) => {
                if answer.headers().contains_key(POSITION) {
                    place.remember(index);
                }
                match weigh(answer, request, place.jitter(JITTER_MAX), deadline).await? {
                    (_, Some(pause)) if !has_paused => {
                        has_paused = true;
                        sleep(pause).await;
                    }
                    (answer, _) => return Ok(answer),
                }
            }
            Err(UpstreamError::Unreachable) => {
                place.forget(index);
                next = unasked.next();
            }
            Err(final_error) => {
                place.forget(index);
                return Err(final_error);
            }
        }
        if Instant::now() >= deadline {
            break;
        }
    }
    Err(error)
}

/// The addresses that this command has not been sent to. Each is asked once: two instances that
/// take each other for the owner would send us back and forth.
struct Unasked<'a> {
    remote: &'a Remote,
    was_asked: Vec<bool>,
    /// Where going through all of them began, once it has.
    first: Option<usize>,
}

impl<'a> Unasked<'a> {
    fn new(remote: &'a Remote) -> Self {
        Self { remote, was_asked: vec![false; remote.bases().len()], first: None }
    }

    /// This one, unless it was asked.
    fn take(&mut self, index: usize) -> Option<usize> {
        let was_asked = self.was_asked.get_mut(index).filter(|was_asked| !**was_asked)?;
        *was_asked = true;
        Some(index)
    }

    /// Any.
    fn next(&mut self) -> Option<usize> {
        let first = *self.first.get_or_insert_with(|| self.remote.turn());
        let count = self.was_asked.len();
        (0..count).find_map(|offset| self.take(first.wrapping_add(offset) % count))
    }
}

/// The index of the address that an instance takes for the owner's.
fn named_owner(remote: &Remote, headers: &HeaderMap) -> Option<usize> {
    let mut values = headers.get_all(OWNER).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    let base = value.to_str().ok().and_then(|text| text.parse::<BaseUrl>().ok());
    let index = base.and_then(|owner| remote.bases().iter().position(|base| *base == owner));
    if index.is_none() {
        tracing::warn!(owner = ?value, "the owner named is none of the configured addresses");
    }
    index
}

/// What is read to its end leaves a connection that can be used again. A 421 promises all that
/// matters in its first line, so whatever goes wrong here is nothing to us.
async fn read_off(answer: Response, deadline: Instant) {
    drop(timeout_at(deadline, read_body(answer.into_body())).await);
}

/// The answer as it is, and the pause after which the command may be sent to the same place again,
/// if it may. An instance that has too much to do says `not_applied` as well; to ask it once more
/// after its own `Retry-After` is what the client would do.
async fn weigh(
    answer: Response,
    request: &Request<Bytes>,
    jitter: Duration,
    deadline: Instant,
) -> Result<(Response, Option<Duration>), UpstreamError> {
    let is_problem = answer.headers().get(CONTENT_TYPE) == Some(&PROBLEM_JSON);
    let has_key = request.headers().contains_key(IDEMPOTENCY_KEY);
    if answer.status() != StatusCode::SERVICE_UNAVAILABLE || !is_problem || !has_key {
        return Ok((answer, None));
    }
    let (parts, body) = answer.into_parts();
    let body = timeout_at(deadline, read_body(body)).await;
    let body = body.map_err(|_elapsed| UpstreamError::TimedOut)?;
    let body = body.map_err(|_cut_off| UpstreamError::Broken)?;
    let problem = serde_json::from_slice::<Problem>(&body).ok();
    let was_not_applied = problem.is_some_and(|problem| problem.code == ErrorCode::NotApplied);
    let pause = retry_after(&parts.headers).filter(|_| was_not_applied).map(|wait| wait + jitter);
    let pause = pause.filter(|pause| Instant::now() + *pause + LEFT_MIN <= deadline);
    Ok((Response::from_parts(parts, Body::from(body)), pause))
}

/// No pause if none is asked for; none that helps if it is not in seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let Some(value) = headers.get(RETRY_AFTER) else { return Some(Duration::ZERO) };
    let seconds = value.to_str().ok()?.parse::<u32>().ok()?;
    Some(Duration::from_secs(seconds.into()))
}
