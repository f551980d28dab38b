//! The crate as its users see it: on signals made here, on speech and files made by others, and on
//! hostile input.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod properties;
mod signal;
mod spoken;
mod synthetic;
mod tools;
mod truth;
mod wav_files;
