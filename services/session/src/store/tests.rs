//! What is SQLite's own: where the bytes lie, and what earlier versions have written.

mod overviews;
mod upgrade;

use std::path::Path;

use proptest::prelude::*;
use rusqlite::Connection;

use super::conformance::uploads::{Step, exactly_the_bytes_are_held, read, step};
use super::conformance::{conformance, fixture};
use super::{SqliteStore, Store as _};

/// Small, so that a few thousand bytes are many parts.
const PART_SIZE: u64 = 512;

fn open(data_dir: &Path) -> SqliteStore {
    let store = SqliteStore::open(data_dir, PART_SIZE).unwrap();
    store.with_limits(fixture::limits())
}

conformance!(open);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn exactly_the_bytes_are_held_and_become_parts(
        data in proptest::collection::vec(any::<u8>(), 1..6_000),
        steps in proptest::collection::vec(step(), 0..30),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(upload(&data, &steps));
    }
}

async fn upload(data: &[u8], steps: &[Step]) {
    let dir = tempfile::tempdir().unwrap();
    let take = exactly_the_bytes_are_held(|| open(dir.path()), data, steps).await;

    // Once all is spilled, the database holds none of it, and the bytes are the same.
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, u64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM chunks"), 0);
    assert_eq!(
        count("SELECT count(*) FROM parts"),
        (data.len() as u64).div_ceil(PART_SIZE)
    );
    let store = open(dir.path());
    assert_eq!(read(&store, &take).await, data);
    store.close().await;
}
