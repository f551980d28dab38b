//! `kill -9` of the server at any moment, under uploads of eight takes.

use std::{sync::Arc, time::Duration};

use starling_tests::{program::Starling, server::Server};

use crate::{
    ledger::Ledger,
    random::Random,
    seeds::{self, Amount},
    stored,
    uploads::Uploads,
};

/// Seeds that have found something.
const REGRESSIONS: [u64; 0] = [];
const AMOUNT: Amount = Amount {
    short: 12,
    long: 500,
};

#[test]
fn a_killed_server_loses_nothing_that_it_acknowledged() {
    seeds::run(
        "kills",
        &REGRESSIONS,
        &AMOUNT,
        |ledger| ledger.kills.get(),
        round,
    );
}

/// Kills servers until eight takes are finished nevertheless.
fn round(seed: u64, ledger: &Arc<Ledger>) {
    let mut random = Random::new(seed, 0);
    let mut sizes = [0; 8].map(|_| random.between(1, 4_000_000));
    // More than a part, which goes to a file of its own.
    sizes[0] += 8 * 1024 * 1024;
    let starling = Starling::new();
    let mut server = Server::start(&starling);
    let entrance = server.entrance();
    let mut uploads = Uploads::start(&sizes, seed, &entrance, ledger);
    while !uploads.finish_within(Duration::from_millis(random.between(50, 900))) {
        server.kill();
        ledger.kills.add(1);
        server = Server::start(&starling);
        entrance.lead_to(server.address());
    }
    server.kill();
    stored::check(&starling.data_dir(), &uploads.finish(), ledger);
}
