//! What the journeys need to run the whole product on one machine: a microphone that plays what it is fed, the real
//! program, and programs that nobody here wrote to look at what it did.

pub mod agree;
pub mod microphone;
pub mod program;
pub mod proxy;
pub mod python;
pub mod recording;
pub mod running;
pub mod server;
pub mod small_disk;
pub mod speech;
pub mod terminal;
pub mod wait;
pub mod wav;
