//! What the journeys need to run the whole product on one machine: a microphone that plays what it is fed, the real
//! program, and programs that nobody here wrote to look at what it did.

pub mod agree;
pub mod certificate;
pub mod coach;
pub mod microphone;
pub mod node;
pub mod practised;
pub mod program;
pub mod proxy;
pub mod python;
pub mod recording;
pub mod running;
mod script;
pub mod server;
pub mod small_disk;
pub mod speech;
pub mod terminal;
pub mod wait;
pub mod wav;
