//! The wire, by example: what is read, what is refused and why, what is written.

mod amount;
mod error_code;
mod form;
mod json;
mod names;
mod position;
mod problem;
mod raw;
mod time;
