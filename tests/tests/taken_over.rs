//! An upload that goes on from another device.

use serde_json::json;
use starling_proto::name;
use starling_tests::{
    agree::agree,
    practised::{practice_on_noise, practise, resource_name},
    program::Starling,
    proxy::Proxy,
    server::Server,
};
use uuid::Uuid;

/// How many bytes of an upload reach the server before another device comes.
const PASSED: u64 = 3_000_000;

#[test]
fn an_upload_that_another_device_takes_over_stops_and_says_so() {
    let starling = Starling::new();
    let there = Starling::new();
    let server = Server::start(&there);
    let proxy = Proxy::start(server.address(), PASSED).unwrap();
    let url = proxy.url();
    let token = server.token().expose();
    let mut practice = practice_on_noise(&starling, 42, 1);
    practice.extend(["--server", &url, "--token", token].map(str::to_owned));
    let practice = starling.start(practice);
    proxy.wait_until_held();
    let take = name::parse_take("take", &resource_name(&starling)).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken_over = runtime.block_on(async {
        let mut other = server.client().await.unwrap();
        other.open_upload(&take, Uuid::new_v4()).await
    });
    assert_eq!(taken_over.unwrap().upload.writer_epoch, 2);
    proxy.mend(server.address());
    proxy.cut();
    let said = [
        "another device has taken the upload of this take over",
        "only `starling upload` takes it back",
    ];
    let outcome = practice.end().code(0).said(&said);
    assert!(!outcome.stderr.contains("tries again"), "{outcome:#?}");

    // Another practice brings what waits, but not this.
    practise(&starling, &["--server", &url, "--token", token]);
    let takes = starling.run(["takes", "--json"]).code(0).json();
    agree(
        "takes",
        &json!([{"uploaded": false}, {"uploaded": true}]),
        &takes,
    );

    let upload = ["upload", "--json", "--server", &url, "--token", token];
    let uploaded = starling.run(upload).code(0).json();
    assert_eq!(uploaded, json!({"uploaded": 1, "failed": 0}));
    server.stop();
}
