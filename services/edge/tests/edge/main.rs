//! The edge over real sockets, mostly asked by curl and openssl: nobody here wrote those.
#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

mod connections;
mod curl;
mod expulsion;
mod listening;
mod pages;
mod refusals;
mod server;
mod stop;
mod tls;
mod token;
mod web;
