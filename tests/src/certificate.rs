//! A certificate for a server on this machine, as openssl makes it.

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// A certificate that vouches for itself, for `localhost` and 127.0.0.1, and its key.
pub struct Certificate {
    certificate: String,
    key: String,
}

impl Certificate {
    /// Makes both in a folder.
    #[track_caller]
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        let path = |name| folder.join(name).display().to_string();
        let [certificate, key] = ["certificate.pem", "key.pem"].map(path);
        let shell = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -out \"$1\" -keyout \"$2\"";
        let _ = openssl(shell, &[&certificate, &key]);
        Self { certificate, key }
    }

    /// The file that clients are to trust.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.certificate
    }

    /// What makes a server use it: a part of its configuration.
    #[must_use]
    pub fn config(&self) -> String {
        let Self { certificate, key } = self;
        format!("[tls]\ncertificate = {certificate:?}\nkey = {key:?}\n")
    }

    /// SHA-256 of its public key, in Base64: what a browser can be told to trust.
    #[track_caller]
    #[must_use]
    pub fn key_hash(&self) -> String {
        let shell = "openssl x509 -in \"$1\" -pubkey -noout | openssl pkey -pubin -outform der | \
            openssl dgst -sha256 -binary | openssl base64";
        openssl(shell, &[&self.certificate]).trim_end().to_owned()
    }
}

#[track_caller]
fn openssl(shell: &str, arguments: &[&str]) -> String {
    let output = Command::new("sh")
        .args(["-ec", shell, "sh"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("every system has a shell");
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{trouble}");
    String::from_utf8(output.stdout).expect("PEM and Base64 are text")
}
