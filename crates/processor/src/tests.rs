//! Tests of the processor.
