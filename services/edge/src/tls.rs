//! TLS, with certificates that are replaced while the server runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// How often the files are looked at, at most; only when somebody connects.
const LOOK: Duration = Duration::from_secs(2);
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Where the certificate and its key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those between it and its authority, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// A certificate and key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or has none of what it should have.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// They do not go together, or are of a kind that is not supported.
    #[error("cannot use the certificate with its key: {0}")]
    Unusable(#[from] rustls::Error),
}

/// A certificate that follows its files.
#[derive(Debug)]
pub(crate) struct Tls {
    files: TlsFiles,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    config: Arc<ServerConfig>,
    looked: Instant,
    /// The files when they were read, whether they could be used or not.
    seen: [Option<Version>; 2],
}

/// A file's length and when it was written.
type Version = (u64, SystemTime);

impl Tls {
    /// Reads the files.
    pub(crate) fn open(files: TlsFiles) -> Result<Self, TlsError> {
        let seen = versions(&files);
        let config = read(&files)?;
        let current = Current {
            config: Arc::new(config),
            looked: Instant::now(),
            seen,
        };
        Ok(Self {
            files,
            current: Mutex::new(current),
        })
    }

    /// What the next connection is greeted with. Where the files have changed they are read again; those that cannot be
    /// used are logged, and the certificate before stays.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        // Nothing in here panics half-way.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.looked.elapsed() >= LOOK {
            current.looked = Instant::now();
            self.refresh(&mut current);
        }
        TlsAcceptor::from(Arc::clone(&current.config))
    }

    fn refresh(&self, current: &mut Current) {
        let seen = versions(&self.files);
        if seen == current.seen {
            return;
        }
        current.seen = seen;
        match read(&self.files) {
            Ok(config) => {
                current.config = Arc::new(config);
                tracing::info!(
                    "took the new certificate {}",
                    self.files.certificate.display()
                );
            }
            Err(error) => tracing::error!("the certificate stays as it was: {error}"),
        }
    }
}

fn versions(files: &TlsFiles) -> [Option<Version>; 2] {
    [&files.certificate, &files.key].map(|path| version(path).ok())
}

fn version(path: &Path) -> io::Result<Version> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified()?))
}

fn read(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| TlsError::File { path, source }
    };
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(at(&files.certificate))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(at(&files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)?;
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(files: &TlsFiles, certificate: &str, key: &str) {
        fs::write(&files.certificate, certificate).unwrap();
        fs::write(&files.key, key).unwrap();
    }

    #[test]
    fn a_certificate_that_cannot_be_used_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let files = TlsFiles {
            certificate: folder.path().join("certificate.pem"),
            key: folder.path().join("key.pem"),
        };
        let [first, second] = [(); 2].map(|()| {
            let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
            (made.cert.pem(), made.signing_key.serialize_pem())
        });
        write(&files, &first.0, &first.1);
        let tls = Tls::open(files.clone()).unwrap();
        let mut current = tls.current.lock().unwrap();
        let before = Arc::clone(&current.config);
        for (certificate, key) in [
            ("", ""),
            ("torn", "torn"),
            (first.0.as_str(), second.1.as_str()),
        ] {
            write(&files, certificate, key);
            tls.refresh(&mut current);
            assert!(Arc::ptr_eq(&before, &current.config), "{certificate}");
        }
        write(&files, &second.0, &second.1);
        tls.refresh(&mut current);
        assert!(!Arc::ptr_eq(&before, &current.config));
    }
}
