//! A disk that does not keep what it is given.

use std::process::Command;

use serde_json::json;
use starling_tests::{
    program::{Starling, binary},
    running::Running,
};

use crate::assert_well;

/// A part whose folder cannot be synced, then a checkpoint: what was acknowledged is there at the next start.
#[test]
fn a_sync_that_fails_ends_the_server() {
    if !Command::new("strace")
        .arg("-V")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        eprintln!("not tested, for want of strace");
        return;
    }
    let starling = Starling::new();
    let _ = starling.run(["practice", "--demo", "--json"]).code(0);
    let mut take_count = 1;
    for failing in ["parts", "session.db"] {
        let mut command = Command::new("strace");
        command.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=fsync,fdatasync",
            "-P",
        ]);
        command.arg(starling.data_dir().join("sessions").join(failing));
        command.args(["-e", "inject=fsync,fdatasync:error=EIO"]);
        command
            .arg(binary())
            .args(["serve", "--listen", "127.0.0.1:0"]);
        command.env_clear().envs(starling.environment());
        let mut server = Running::start(command);
        server.wait_for("serving on ");
        let mut is_running = true;
        while is_running {
            // Either its bytes are acknowledged, or it says that they are not there yet.
            let practised = starling.run(["practice", "--demo", "--json"]);
            is_running =
                practised.code == Some(0) && !practised.stderr.contains("not uploaded yet");
            take_count += u64::from(practised.code == Some(0));
        }
        let ended = server.wait().code(1);
        let last = ended.stderr.lines().last().unwrap();
        assert_eq!(
            last,
            "starling: the storage failed; start again when the disk is well"
        );
        let verified = starling.run(["verify", "--json"]).code(0).json();
        assert_eq!(verified["damage"], json!([]), "{failing}");
        let _ = starling.run(["upload"]).code(0);
        assert_well(&starling, None, take_count);
    }
}
