//! The real `starling`, in folders of its own.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use tempfile::TempDir;

use crate::{
    microphone::VirtualMicrophone,
    running::{Outcome, Running},
    server::Server,
};

/// One person's Starling: a data folder and a home that nobody else has, and no microphone unless one is given.
pub struct Starling {
    home: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Starling {
    /// A Starling on a machine without a microphone.
    #[must_use]
    pub fn new() -> Self {
        Self {
            home: TempDir::with_prefix("starling").expect("there is room for a folder"),
            variables: vec![("PULSE_SERVER", "unix:/nonexistent".to_owned())],
        }
    }

    /// The same with a microphone.
    #[must_use]
    pub fn with_microphone(microphone: &VirtualMicrophone) -> Self {
        Self {
            variables: microphone.env().into(),
            ..Self::new()
        }
    }

    /// The same, let in by the server of somebody else.
    #[must_use]
    pub fn let_in_by(mut self, server: &Server) -> Self {
        let token = server.token().expose().to_owned();
        self.variables.push(("STARLING_TOKEN", token));
        self
    }

    /// A folder for the files of a test, which holds [`Starling::data_dir`] too.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where it keeps takes and sessions.
    #[must_use]
    pub fn data_dir(&self) -> PathBuf {
        self.home().join("data")
    }

    /// The files among its takes that end like this, in the order of their names.
    #[must_use]
    pub fn takes(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(folder) = self.data_dir().join("takes").read_dir() else {
            return Vec::new();
        };
        let paths = folder.map(|entry| entry.expect("a folder of one's own is readable").path());
        let mut takes: Vec<_> = paths
            .filter(|path| path.to_string_lossy().ends_with(ending))
            .collect();
        takes.sort();
        takes
    }

    /// The one take there is.
    #[must_use]
    #[track_caller]
    pub fn only_take(&self) -> PathBuf {
        let takes = self.takes(".wav");
        let [take] = takes.as_slice() else {
            panic!("one take was expected: {takes:?}");
        };
        take.clone()
    }

    /// The command, with nothing of the environment of the test in it.
    #[must_use]
    pub fn command<Argument: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Command {
        self.command_by(&[], arguments)
    }

    /// The same, begun by a command that ends by executing its arguments, such as `strace`.
    #[must_use]
    pub fn command_by<Argument: AsRef<OsStr>>(
        &self,
        starter: &[String],
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Command {
        let mut words = starter.iter().map(OsStr::new).chain([binary().as_os_str()]);
        let mut command = Command::new(words.next().expect("the program at least"));
        command.args(words).args(arguments);
        command.env_clear().envs(self.environment());
        command.current_dir(self.home());
        command
    }

    /// The environment of [`Starling::command`].
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let own = [
            ("HOME", self.home().display().to_string()),
            ("STARLING_DATA_DIR", self.data_dir().display().to_string()),
            ("PATH", env::var("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
        ];
        own.into_iter().chain(self.variables.clone()).collect()
    }

    /// Runs a command to its end, with an empty standard input.
    #[track_caller]
    pub fn run<Argument: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Outcome {
        self.start(arguments).end()
    }

    /// Starts a command that is talked with.
    #[track_caller]
    pub fn start<Argument: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Running {
        Running::start(self.command(arguments))
    }
}

impl Default for Starling {
    fn default() -> Self {
        Self::new()
    }
}

/// The program as it stands in the sources, built at the first call.
///
/// Cargo tells a test where the programs of its own package are, but not those of another one.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(build)
}

fn build() -> PathBuf {
    let test = env::current_exe().expect("a running test has a file");
    // TARGET/debug/deps/TEST
    let [_, folder, target] = [1, 2, 3].map(|up| test.ancestors().nth(up).expect("cargo runs us"));
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("release") => "release",
        _ => "dev",
    };
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo tells a test of its own package would have build scripts run again, now and at the next plain build.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    let built = cargo
        .args([
            "build",
            "--quiet",
            "--locked",
            "--package",
            "starling",
            "--profile",
            profile,
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs this test, so it runs");
    assert!(built.success(), "`cargo build --package starling` fails");
    folder.join("starling")
}
