//! What stands in the log, and what does not.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::access::principal::{Principal, UserId};
use crate::access::role::Action;
use crate::access::rules::Rule;

#[test]
fn a_line_says_who_did_what_to_which_session() {
    let (dir, audit) = open();
    let id = UserId::new("https://issuer.example", "ann").unwrap();
    let user = Principal::User {
        id,
        is_admin: false,
    };
    audit.call(&caller(user), &slug("s"), Code::Ok);
    audit.call(
        &caller(Principal::Machine),
        &slug("s"),
        Code::PermissionDenied,
    );
    let link = ShareLinkId {
        session: slug("s"),
        link: slug("l"),
    };
    audit.link(LinkEvent::Redeemed, &link);
    audit.link_refused("LINK_UNKNOWN".to_owned());
    audit.close();
    let time = "2026-11-21T12:00:00.000Z";
    let method = "/p.S/M";
    let expected = [
        json!({ "time": time, "principal": "user", "id": "https://issuer.example ann",
            "method": method, "resource": "sessions/s", "code": "Ok" }),
        json!({ "time": time, "principal": "machine", "id": "local",
            "method": method, "resource": "sessions/s", "code": "PermissionDenied" }),
        json!({ "time": time, "event": "link_redeemed", "resource": "sessions/s/shareLinks/l" }),
        json!({ "time": time, "event": "link_refused", "reason": "LINK_UNKNOWN" }),
    ];
    assert_eq!(lines(&dir, FILE), expected);
    let metadata = fs::metadata(dir.path().join(FILE)).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    // The next server appends.
    let audit = Audit::open(dir.path(), clock()).unwrap();
    audit.link_refused("LINK_EXPIRED".to_owned());
    audit.close();
    assert_eq!(lines(&dir, FILE).len(), 5);
}

#[test]
fn files_are_bounded_in_size_and_number() {
    let dir = tempfile::tempdir().unwrap();
    let file = LogFile::with_max_size(&dir.path().join(FILE), 500).unwrap();
    let audit = Audit::write_to(file, clock()).unwrap();
    for number in 0..100 {
        audit.link_refused(format!("REASON_{number}"));
    }
    audit.close();
    let names = fs::read_dir(dir.path()).unwrap();
    let mut names: Vec<_> = names
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [1, 2, 3, 4].map(|number| format!("{FILE}.{number}"));
    assert_eq!(names[0], FILE);
    assert_eq!(names[1..], expected);
    for name in &names {
        let size = fs::metadata(dir.path().join(name)).unwrap().len();
        assert!((1..=500).contains(&size), "{name:?} has {size} bytes");
    }
    let last = lines(&dir, FILE).pop().unwrap();
    assert_eq!(last["reason"], "REASON_99");
}

#[test]
fn what_cannot_be_queued_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let (queue, messages) = sync_channel(1);
    let audit = Audit {
        clock: clock(),
        queue,
        lost_count: Arc::default(),
        thread: Arc::default(),
    };
    for number in 0..5 {
        audit.link_refused(format!("REASON_{number}"));
    }
    let Audit {
        queue, lost_count, ..
    } = audit;
    drop(queue);
    let file = LogFile::open(&path).unwrap();
    write(file, &messages, &lost_count, &clock());
    let lines = lines(&dir, FILE);
    assert_eq!(lines[0]["reason"], "REASON_0");
    assert_eq!(lines[1]["lost_count"], 4);
    assert_eq!(lines.len(), 2);
}

/// `/dev/full` is a disk that is full.
#[test]
fn what_the_disk_refuses_is_counted() {
    let (queue, messages) = sync_channel(10);
    let audit = Audit {
        clock: clock(),
        queue,
        lost_count: Arc::default(),
        thread: Arc::default(),
    };
    for _ in 0..3 {
        audit.link_refused("LINK_UNKNOWN".to_owned());
    }
    let Audit {
        queue, lost_count, ..
    } = audit;
    drop(queue);
    let file = LogFile::open(Path::new("/dev/full")).unwrap();
    write(file, &messages, &lost_count, &clock());
    assert_eq!(lost_count.load(Ordering::Relaxed), 3);
}

fn open() -> (TempDir, Audit) {
    let dir = tempfile::tempdir().unwrap();
    let audit = Audit::open(dir.path(), clock()).unwrap();
    (dir, audit)
}

fn clock() -> Clock {
    Clock::stopped(SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_262_400))
}

fn caller(principal: Principal) -> Caller {
    Caller {
        principal,
        rule: Rule::On(Action::See),
        method: "/p.S/M".into(),
    }
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn lines(dir: &TempDir, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(dir.path().join(name)).unwrap();
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}
