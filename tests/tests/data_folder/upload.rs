//! An upload under way.

use std::fs;

use starling_tests::{
    microphone::{SAMPLE_RATE, noise},
    program::Starling,
    proxy::Proxy,
    recording::write_wav,
    running::Running,
    server::Server,
};

/// An upload that stops in its middle.
pub(crate) struct Upload {
    practice: Running,
    proxy: Proxy,
    speaker: Starling,
}

impl Upload {
    pub(crate) fn begin(server: &Server) -> Self {
        let speaker = Starling::new();
        let answer: Vec<i16> = noise().take(42 * SAMPLE_RATE as usize).collect();
        write_wav(&speaker.home().join("answer.wav"), &answer);
        fs::write(
            speaker.home().join("answer.txt"),
            "1\t30\tsituation\n30\t40\ttask\n",
        )
        .unwrap();
        let proxy = Proxy::start(server.address(), 3_000_000).unwrap();
        let command = ["practice", "--input", "answer.wav", "--marks", "answer.txt"];
        let rest = [
            "--format",
            "l6-2min",
            "--json",
            "--server",
            &proxy.url(),
            "--token",
            server.token().expose(),
        ];
        let practice = speaker.start([&command[..], &rest].concat());
        proxy.wait_until_held();
        Self {
            practice,
            proxy,
            speaker,
        }
    }

    pub(crate) fn go_on(self, server: &Server) {
        self.proxy.mend(server.address());
        self.proxy.cut();
        let _ = self.practice.end().code(0);
        let uploaded = self.speaker.run(["takes", "--json"]).code(0).json();
        assert_eq!(uploaded[0]["uploaded"], true);
    }

    /// Some of those that were sent early.
    pub(crate) fn some_bytes(&self) -> Vec<u8> {
        let wav = fs::read(self.speaker.home().join("answer.wav")).unwrap();
        wav[100_000..100_032].to_vec()
    }
}
