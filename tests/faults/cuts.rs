//! A network that resets all connections at any moment, and now and then stands still before it does.

use std::{sync::Arc, time::Duration};

use starling_tests::{program::Starling, proxy::Proxy, server::Server};

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
    short: 8,
    long: 200,
};

#[test]
fn a_network_that_is_cut_loses_nothing_that_was_acknowledged() {
    seeds::run(
        "cuts",
        &REGRESSIONS,
        &AMOUNT,
        |ledger| ledger.cuts.get(),
        round,
    );
}

/// Cuts the network until four takes are finished nevertheless.
fn round(seed: u64, ledger: &Arc<Ledger>) {
    let mut random = Random::new(seed, 0);
    let mut sizes = [0; 4].map(|_| random.between(1, 3_000_000));
    sizes[0] += 8 * 1024 * 1024;
    let starling = Starling::new();
    let server = Server::start(&starling);
    let proxy = Proxy::start(server.address(), u64::MAX).unwrap();
    let entrance = server.entrance();
    entrance.lead_to(proxy.address());
    let mut uploads = Uploads::start(&sizes, seed, &entrance, ledger);
    while !uploads.finish_within(Duration::from_millis(random.between(20, 600))) {
        if random.is_one_in(4) {
            proxy.stall();
            ledger.stalls.add(1);
            // Nothing passes, so nothing can finish but what has been answered already.
            uploads.finish_within(Duration::from_millis(random.between(200, 2_500)));
        }
        proxy.cut();
        ledger.cuts.add(1);
    }
    server.stop();
    stored::check(&starling.data_dir(), &uploads.finish(), ledger);
}
