//! The servers are real, so these tests take seconds.

mod single;
