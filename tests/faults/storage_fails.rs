//! A disk that does not write, or does not know whether it has written. The server must not trust it any more: it
//! ends by itself, and the next one goes on from what is there.

use std::{ops::RangeInclusive, sync::Arc};

use starling_tests::{program::Starling, server::Server, wait::wait_until};

use crate::{
    ledger::Ledger,
    random::Random,
    seeds::{self, Amount},
    stored, strace,
    uploads::Uploads,
};

/// Seeds that have found something.
const REGRESSIONS: [u64; 0] = [];
const AMOUNT: Amount = Amount { short: 2, long: 20 };

#[test]
fn a_failed_sync_ends_the_server_and_loses_nothing_that_was_acknowledged() {
    seeds::run(
        "failed syncs",
        &REGRESSIONS,
        &AMOUNT,
        |ledger| ledger.ends.get(),
        |seed, ledger| {
            round("fsync,fdatasync", 1..=60, seed, ledger);
        },
    );
}

#[test]
fn a_failed_write_ends_the_server_and_loses_nothing_that_was_acknowledged() {
    seeds::run(
        "failed writes",
        &REGRESSIONS,
        &AMOUNT,
        |ledger| ledger.ends.get(),
        |seed, ledger| {
            round("pwrite64", 1..=600, seed, ledger);
        },
    );
}

/// The bytes of a part stay in the database until the part is there.
#[test]
fn a_part_that_cannot_be_put_in_place_is_made_later_and_loses_nothing() {
    let ledger = Arc::new(Ledger::default());
    let starling = Starling::new();
    let renames = "/^rename";
    let server = Server::start_by(&starling, &strace::starter(renames, "error=EACCES"));
    let uploads = Uploads::start(&[9_000_000, 100_000], 1, &server.entrance(), &ledger);
    let uploaders = uploads.finish();
    server.kill();
    stored::check(&starling.data_dir(), &uploaders, &ledger);
    assert_eq!(stored::part_count(&starling.data_dir()), 0);

    let server = Server::start(&starling);
    wait_until(|| stored::part_count(&starling.data_dir()) == 3);
    server.stop();
    stored::check(&starling.data_dir(), &uploaders, &ledger);
    assert_eq!(ledger.lost_size(), 0, "{ledger}");
    eprintln!("no parts: {ledger}");
}

/// Lets two servers end, each when one of these calls of its fails; the third one has a disk that is well.
fn round(calls: &str, failing: RangeInclusive<u64>, seed: u64, ledger: &Arc<Ledger>) {
    let mut random = Random::new(seed, 0);
    let sizes = [0; 3].map(|_| random.between(2_000_000, 4_000_000));
    let starling = Starling::new();
    // There must be a database: a disk that fails before is another story, with nothing to lose.
    let server = Server::start(&starling);
    let entrance = server.entrance();
    server.stop();
    let mut uploads = None;
    for _ in 0..2 {
        let fault = format!(
            "error=EIO:when={}",
            random.between(*failing.start(), *failing.end())
        );
        let mut server = Server::start_by(&starling, &strace::starter(calls, &fault));
        entrance.lead_to(server.address());
        uploads.get_or_insert_with(|| Uploads::start(&sizes, seed, &entrance, ledger));
        let _ = server.wait().code(1).said(&["the storage failed"]);
        ledger.ends.add(1);
    }
    let server = Server::start(&starling);
    entrance.lead_to(server.address());
    let uploaders = uploads.unwrap().finish();
    server.kill();
    assert!(ledger.refusals("Unavailable STORAGE_FAILED") > 0);
    stored::check(&starling.data_dir(), &uploaders, ledger);
}
