//! The service over gRPC, in this process and as a process that is killed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod audio;
mod changes;
mod coaching;
mod data_dir;
mod expunge;
mod fake_content;
mod faults;
mod kept;
mod limits;
mod lists;
mod logs;
mod playback;
mod process;
mod reviews;
mod service;
mod story;
mod takes;
mod torn_log;
mod uploads;
mod watch;
mod wav;
