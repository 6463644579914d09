//! The engines' contract, executed.
