//! Tests of the fold and the memory engine.
