//! What is deleted while it is copied, and what is begun on a disk that is almost full.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use rusqlite::Connection;
use starling_proto::error::CallError;
use starling_proto::session as wire;
use starling_session::{BackupError, backup, verify};

use crate::fake_content::FakeContent;
use crate::process::Process;
use crate::service::{Client, Service, chunk, new_request, reason};
use crate::wav::Random;

#[tokio::test]
async fn a_take_that_is_deleted_while_it_is_copied_is_not_in_the_copy() {
    let dir = tempfile::tempdir().unwrap();
    let takes = stored(dir.path()).await;
    let dest = tempfile::tempdir().unwrap();
    let mut is_deleted = false;
    // It is told of a part before the part is copied.
    let backed_up = backup(dir.path(), dest.path(), SystemTime::now(), &mut |_, _| {
        if !is_deleted {
            takes
                .iter()
                .skip(1)
                .for_each(|take| delete(dir.path(), take));
            is_deleted = true;
        }
    });
    assert_eq!(backed_up.unwrap().take_count, 1);
    let verified = verify(dest.path(), &mut |_, _| {}).unwrap();
    assert_eq!(
        (
            verified.take_count,
            verified.part_count,
            verified.orphan_count
        ),
        (1, 1, 0)
    );
    assert!(verified.is_well());
    let listed = Connection::open(dir.path().join("session.db")).unwrap();
    let path: String = listed
        .query_row("SELECT path FROM backups", [], |row| row.get(0))
        .unwrap();
    assert_eq!(Path::new(&path), dest.path());
}

/// Its parts go first.
#[tokio::test]
async fn a_take_that_is_being_expunged_is_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    let takes = stored(dir.path()).await;
    let db = Connection::open(dir.path().join("session.db")).unwrap();
    let (_, id) = takes[1].rsplit_once('/').unwrap();
    let marked = db.execute("UPDATE takes SET purge_time = 0 WHERE id = ?1", [id]);
    assert_eq!(marked.unwrap(), 1);
    fs::remove_file(part(dir.path(), &takes[1])).unwrap();
    let dest = tempfile::tempdir().unwrap();
    backup(dir.path(), dest.path(), SystemTime::now(), &mut |_, _| {}).unwrap();
    for place in [dir.path(), dest.path()] {
        let verified = verify(place, &mut |_, _| {}).unwrap();
        assert_eq!((verified.damage, verified.part_count), (Vec::new(), 2));
    }
}

#[tokio::test]
async fn a_damaged_store_gives_no_backup_and_no_record_of_one() {
    let dir = tempfile::tempdir().unwrap();
    let takes = stored(dir.path()).await;
    fs::remove_file(part(dir.path(), &takes[1])).unwrap();
    let home = tempfile::tempdir().unwrap();
    let dest = home.path().join("backup");
    let refused = backup(dir.path(), &dest, SystemTime::now(), &mut |_, _| {}).unwrap_err();
    let BackupError::Damaged(damage) = refused else {
        panic!("{refused}");
    };
    assert_eq!(damage.len(), 1);
    assert!(!dest.exists());
    let listed = Connection::open(dir.path().join("session.db")).unwrap();
    let count: u64 = listed
        .query_row("SELECT count(*) FROM backups", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 0);
}

/// A disk of 32 MiB, of which 5 % are kept.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_a_disk_that_is_almost_full_nothing_is_begun_and_what_is_under_way_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().to_str().unwrap();
    let script = r#"mount -t tmpfs -o size=32m,mode=700 tmpfs "$0" && exec "$@""#;
    let mount = ["--map-root-user", "--mount", "sh", "-c", script, folder];
    let tried = std::process::Command::new("unshare")
        .args(mount)
        .arg("true")
        .output();
    if !tried.is_ok_and(|output| output.status.success()) {
        eprintln!("not tested: this system has no user namespaces for a small disk");
        return;
    }
    let content = FakeContent::start().await;
    let prefix = [&["unshare"][..], &mount].concat();
    let process = Process::start_with(&prefix, dir.path(), &content.url).await;
    let mut client = Client::connect(&process.url).await;
    let (begun, other) = (client.new_take().await, client.new_take().await);
    let writer_epoch = client.open(&begun).await.writer_epoch;

    let inside = Path::new("/proc")
        .join(process.id().to_string())
        .join("root");
    let ballast = inside
        .join(dir.path().strip_prefix("/").unwrap())
        .join("ballast");
    fs::write(&ballast, vec![0; 30 * 1024 * 1024]).unwrap();
    let open = wire::OpenUploadRequest {
        take: other.clone(),
        request_id: new_request(),
    };
    let refused = client.uploads.open_upload(open.clone()).await.unwrap_err();
    let refused = CallError::from(refused);
    assert_eq!(reason(&refused), "ResourceExhausted DISK_ALMOST_FULL");
    let again = client.open(&begun).await;
    assert!(again.writer_epoch > writer_epoch);
    let append = wire::AppendUploadRequest {
        chunk: Some(chunk(&begun, again.writer_epoch, 0, &[7; 10_000])),
    };
    client.uploads.append_upload(append).await.unwrap();

    fs::remove_file(ballast).unwrap();
    client.uploads.open_upload(open).await.unwrap();
}

/// Three takes, each with one part; the service has stopped.
async fn stored(dir: &Path) -> Vec<String> {
    let service = Service::start(dir).await;
    let mut client = service.client().await;
    let mut takes = Vec::new();
    for seed in 0..3 {
        let take = client.new_take().await;
        client.upload(&take, &Random(seed).bytes(100_000)).await;
        takes.push(take);
    }
    drop(client);
    service.stop().await;
    takes
}

fn part(dir: &Path, take: &str) -> std::path::PathBuf {
    let folder = take.replace("sessions/", "parts/").replace("/takes/", "/");
    dir.join(folder).join("000000000000")
}

/// As a deletion does it: the rows, then the file.
fn delete(dir: &Path, take: &str) {
    let db = Connection::open(dir.join("session.db")).unwrap();
    let (_, id) = take.rsplit_once('/').unwrap();
    for sql in [
        "DELETE FROM parts WHERE take = (SELECT number FROM takes WHERE id = ?1)",
        "DELETE FROM uploads WHERE take = (SELECT number FROM takes WHERE id = ?1)",
        "DELETE FROM takes WHERE id = ?1",
    ] {
        db.execute(sql, [id]).unwrap();
    }
    fs::remove_file(part(dir, take)).unwrap();
}
