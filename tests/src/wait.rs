//! Waiting for what does not announce itself.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::running::PATIENCE;

/// Waits until a condition holds; fails the test where it never does.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "what is waited for does not announce itself"
)]
pub fn wait_until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "not within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(1));
    }
}
