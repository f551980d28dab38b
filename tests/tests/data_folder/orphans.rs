//! Parts of the folder that no take has any more.

use std::{
    fs::{self, File},
    path::Path,
    time::{Duration, SystemTime},
};

use starling_tests::{program::Starling, server::Server, wait::wait_until};

use crate::only_part;

#[test]
fn a_server_removes_old_orphans_and_nothing_else() {
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let sessions = starling.data_dir().join("sessions");
    let recorded = only_part(&sessions);
    let put = |name: &str, age_h: u64| {
        let path = sessions.join("parts").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(age_h))
            .unwrap();
        path
    };
    let age = |path: &Path| {
        let file = File::open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(48))
            .unwrap();
    };
    age(&recorded);
    let old = put("a/b/000000000000", 25);
    let staged = put("a/b/000000000000#1", 25);
    let empty = sessions.join("parts/c/d");
    fs::create_dir_all(&empty).unwrap();
    age(&empty);
    let young = put("e/f/000000000000", 23);
    let foreign = put("e/f/notes", 48);
    let verified = starling.run(["verify", "--json"]).code(0).json();
    assert_eq!(verified["orphan_count"], 3);

    let server = Server::start(&starling);
    wait_until(|| !old.exists() && !staged.exists() && !empty.exists());
    server.stop();
    assert!(recorded.exists() && young.exists() && foreign.exists());
    let verified = starling.run(["verify", "--json"]).code(0).json();
    assert_eq!(verified["orphan_count"], 1);
}
