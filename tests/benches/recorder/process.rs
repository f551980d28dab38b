//! Recorders as processes: ours and those it is compared with.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use starling_tests::microphone::VirtualMicrophone;

/// A recorder that writes 48 kHz mono 16 bits into a WAV until it is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recorder {
    Starling,
    Parecord,
    Arecord,
}

impl Recorder {
    pub(crate) const ALL: [Self; 3] = [Self::Starling, Self::Parecord, Self::Arecord];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Starling => "starling",
            Self::Parecord => "parecord",
            Self::Arecord => "arecord",
        }
    }

    /// Where it writes while it runs.
    pub(crate) fn file(self, folder: &Path) -> PathBuf {
        folder.join(match self {
            Self::Starling => "starling.wav.part",
            Self::Parecord => "parecord.wav",
            Self::Arecord => "arecord.wav",
        })
    }

    pub(crate) fn spawn(
        self,
        microphone: &VirtualMicrophone,
        folder: &Path,
    ) -> io::Result<Process> {
        let mut command = match self {
            Self::Starling => Command::new(env!("CARGO_BIN_EXE_record")),
            Self::Parecord => Command::new("parecord"),
            Self::Arecord => Command::new("arecord"),
        };
        match self {
            Self::Starling => command.args(["600", "starling.wav"]),
            Self::Parecord => command.args([
                "--format=s16le",
                "--rate=48000",
                "--channels=1",
                "parecord.wav",
            ]),
            Self::Arecord => command.args([
                "-q",
                "-f",
                "S16_LE",
                "-r",
                "48000",
                "-c",
                "1",
                "arecord.wav",
            ]),
        };
        let child = command
            .envs(microphone.env())
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Process(child))
    }
}

/// A process that is killed when it is dropped.
pub(crate) struct Process(Child);

impl Process {
    /// The CPU time of all its threads so far, in seconds.
    pub(crate) fn cpu_seconds(&self) -> io::Result<f64> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.0.id()))? {
            let statistics = fs::read_to_string(thread?.path().join("schedstat"))?;
            let first = statistics.split(' ').next().unwrap_or_default();
            nanoseconds += first.parse::<u64>().map_err(io::Error::other)?;
        }
        Ok(nanoseconds as f64 / 1e9)
    }

    /// The most memory it has had, in megabytes.
    pub(crate) fn peak_megabytes(&self) -> io::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kibibytes: f64 = kibibytes
            .unwrap_or_default()
            .parse()
            .map_err(io::Error::other)?;
        Ok(kibibytes * 1024.0 / 1e6)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
