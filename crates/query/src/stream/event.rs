//! One event, as it is sent.

use std::fmt::Write as _;

use croupier_api::{Position, PositionVector};
use croupier_http::Failure;
use serde::Serialize;

/// What can be listened to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// Everybody's bets.
    Feed,
    /// The board of balances.
    Board,
    /// How the views are.
    System,
    /// The caller's account.
    Me,
}

impl Topic {
    pub(super) fn parse(name: &str) -> Option<Self> {
        match name {
            "feed" => Some(Self::Feed),
            "board" => Some(Self::Board),
            "system" => Some(Self::System),
            "me" => Some(Self::Me),
            _ => None,
        }
    }
}

/// An event that many may hear, rendered once.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) topic: Topic,
    /// The commit it is about, if it is about one.
    pub(super) about: Option<Position>,
    text: String,
}

impl Event {
    pub(super) fn new<T: Serialize>(
        topic: Topic,
        name: &str,
        about: Option<Position>,
        data: &T,
    ) -> Result<Self, Failure> {
        Ok(Self { topic, about, text: render(name, data)? })
    }

    /// The same, also for those who have heard of everything up to its commit.
    pub(super) fn for_everybody(self) -> Self {
        Self { about: None, ..self }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The lines of an event, the empty one at its end excepted.
pub(super) fn render<T: Serialize>(name: &str, data: &T) -> Result<String, Failure> {
    let data = serde_json::to_string(data).map_err(|error| Failure::internal(&error))?;
    Ok(format!("event: {name}\ndata: {data}\n"))
}

/// Events on their way to one listener.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    text: String,
}

impl Chunk {
    /// One more event.
    pub(super) fn push(&mut self, event: &str) {
        self.text.push_str(event);
        self.text.push('\n');
    }

    /// Give the last event an id. Only that: whoever loses the connection half-way through hears
    /// all of them again rather than not all of them.
    pub(super) fn finish(mut self, positions: &PositionVector) -> Option<String> {
        self.text.pop()?;
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "id: {positions}\n");
        Some(self.text)
    }
}
