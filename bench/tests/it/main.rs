//! The benchmarks' own tests: real binaries, started as a user would.

mod chaos;
