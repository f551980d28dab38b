//! A disk that takes its time: every sync 0.3 s.

use std::sync::Arc;

use starling_tests::{program::Starling, server::Server};

use crate::{ledger::Ledger, stored, strace, uploads::Uploads};

#[test]
fn a_slow_disk_makes_uploads_slow_and_nothing_else() {
    let ledger = Arc::new(Ledger::default());
    let starling = Starling::new();
    let slow = strace::starter("fsync,fdatasync", "delay_enter=300000");
    let server = Server::start_by(&starling, &slow);
    // One commit carries many chunks of a stream, but only one of a take that is sent chunk by chunk.
    let sizes = [3_000_000, 1_000_000, 100_000];
    let uploads = Uploads::start(&sizes, 1, &server.entrance(), &ledger);
    let uploaders = uploads.finish();
    server.kill();
    stored::check(&starling.data_dir(), &uploaders, &ledger);
    assert_eq!(ledger.resumes.get(), 0, "no call fails: {ledger}");
    assert_eq!(ledger.lost_size(), 0, "{ledger}");
    eprintln!("slow disk: {ledger}");
}
