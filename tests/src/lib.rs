//! What the journeys need to run the whole product on one machine: a microphone that plays what it is fed.

pub mod microphone;
