//! A disk with little room, which nobody else sees and which needs no privilege.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::running::Running;

/// A disk of its own for one folder; it is gone when this is dropped.
pub struct SmallDisk {
    /// Lives in the namespaces, so that they do.
    holder: Running,
    folder: PathBuf,
}

const NAMESPACES: [&str; 3] = ["--user", "--map-root-user", "--mount"];

impl SmallDisk {
    /// A disk of so many MiB for a folder, which is made; none where the system does not let a test have one.
    #[track_caller]
    #[must_use]
    pub fn mount(folder: &Path, size_mib: u32) -> Option<Self> {
        fs::create_dir_all(folder).expect("there is room for a folder");
        let mount =
            |then: &str| format!("mount -t tmpfs -o size={size_mib}m none \"$0\" && {then}");
        let command = |script: &str| {
            let mut command = Command::new("unshare");
            command
                .args(NAMESPACES)
                .args(["sh", "-c", script])
                .arg(folder);
            command
        };
        let tried = command(&mount("true")).output();
        if !tried.is_ok_and(|tried| tried.status.success()) {
            return None;
        }
        let mut holder = Running::start(command(&mount("echo mounted >&2 && exec cat")));
        holder.wait_for("mounted");
        Some(Self {
            holder,
            folder: folder.to_owned(),
        })
    }

    /// What starts a program where the disk is to be seen.
    #[must_use]
    pub fn starter(&self) -> Vec<String> {
        let target = format!("--target={}", self.holder.id());
        let words = [
            "nsenter",
            &target,
            "--user",
            "--mount",
            "--preserve-credentials",
        ];
        words.map(str::to_owned).into()
    }

    /// Makes the disk larger, or smaller.
    #[track_caller]
    pub fn resize(&self, size_mib: u32) {
        let starter = self.starter();
        let status = Command::new(&starter[0])
            .args(&starter[1..])
            .args(["mount", "-o", &format!("remount,size={size_mib}m")])
            .arg(&self.folder)
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "it cannot be resized"
        );
    }

    /// Copies what is on the disk to a folder that everybody sees.
    #[track_caller]
    pub fn copy_to(&self, folder: &Path) {
        let inside = self.folder.strip_prefix("/").unwrap_or(&self.folder);
        let seen = Path::new("/proc").join(self.holder.id().to_string());
        let status = Command::new("cp")
            .arg("-r")
            .arg(seen.join("root").join(inside))
            .arg(folder)
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "it cannot be copied"
        );
    }
}
