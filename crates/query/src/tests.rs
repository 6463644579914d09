//! The service through its real router, on views in memory that real decisions were folded into.

mod bets;
mod boards;
mod fresh;
mod health;
mod players;
mod stream;
mod world;
