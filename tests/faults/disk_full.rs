//! A disk that is full while takes are uploaded, and has room again later.

use std::{sync::Arc, time::Duration};

use starling_tests::{program::Starling, server::Server, small_disk::SmallDisk, wait::wait_until};
use tokio::runtime::Runtime;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{ledger::Ledger, stored, uploads::Uploads};

const TOO_SMALL_MIB: u32 = 8;
const LARGE_ENOUGH_MIB: u32 = 64;
const SERVING: i32 = 1;

#[test]
fn a_full_disk_refuses_takes_until_there_is_room_and_loses_none() {
    check("disk full", false);
}

#[test]
fn a_server_that_is_killed_while_its_disk_is_full_loses_nothing() {
    check("killed on a full disk", true);
}

#[track_caller]
fn check(fault: &str, is_killed_while_full: bool) {
    let ledger = Arc::new(Ledger::default());
    let starling = Starling::new();
    let Some(disk) = SmallDisk::mount(&starling.data_dir(), TOO_SMALL_MIB) else {
        eprintln!("{fault}: 1 test skipped: this system lets nobody mount a small disk");
        return;
    };
    let mut server = Server::start_by(&starling, &disk.starter());
    let entrance = server.entrance();
    let mut uploads = Uploads::start(&[4_000_000; 2], 1, &entrance, &ledger);
    wait_until(|| ledger.refusals("ResourceExhausted DISK_FULL") > 6);
    let held = server.stored();
    assert!(!held["takes"].as_array().unwrap().is_empty(), "{held:#}");
    is_healthy(&server);
    assert!(
        !uploads.finish_within(Duration::ZERO),
        "there is no room for both"
    );

    if is_killed_while_full {
        server.kill();
        ledger.kills.add(1);
        server = Server::start_by(&starling, &disk.starter());
        entrance.lead_to(server.address());
    }
    disk.resize(LARGE_ENOUGH_MIB);
    let uploaders = uploads.finish();
    server.kill();
    ledger.kills.add(1);
    let kept = starling.home().join("kept");
    disk.copy_to(&kept);
    stored::check(&kept, &uploaders, &ledger);
    assert_eq!(ledger.lost_size(), 0, "{ledger}");
    eprintln!("{fault}: {ledger}");
}

#[track_caller]
fn is_healthy(server: &Server) {
    let health = Runtime::new().unwrap().block_on(async {
        let mut client = HealthClient::new(server.entrance().connect().await.unwrap());
        let service = "starling.session.v1.TakeUploadService".to_owned();
        let answer = client.check(HealthCheckRequest { service }).await;
        answer.unwrap().into_inner().status
    });
    assert_eq!(health, SERVING);
}
