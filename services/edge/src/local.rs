//! One person, one machine: no login. A token in a file that only its user can read lets the person's programs in by
//! TCP, which other users and web pages reach too.

use std::fs::{self, File, OpenOptions};
use std::future::{Future, ready};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use http::header::AUTHORIZATION;
use http::request::Parts;
use starling_proto::error::status;
use starling_proto::transport::Token;
use tonic::{Code, Status};

use crate::guard::{Expulsion, Guard};
use crate::peer::Peer;
use crate::services::is_health;

/// What scanners for secrets know it by.
const PREFIX: &str = "starling_local_";
/// More than any token has.
const MAX_FILE_SIZE: u64 = 4096;

/// The token of this machine, as the server keeps it: by its hash.
#[derive(Debug, Clone)]
pub struct LocalToken(blake3::Hash);

/// A token file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenFileError {
    /// The file system refuses.
    #[error("cannot use the token file {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others could read it, and may have.
    #[error("other users can read the token file {}; delete it, and start the server again for a new one", .0.display())]
    Open(PathBuf),
    /// It holds no token.
    #[error("the token file {} is damaged; delete it, and start the server again for a new one", .0.display())]
    Damaged(PathBuf),
}

impl LocalToken {
    /// Takes the token from its file; makes a new one of 256 random bits where there is no file. It is on the disk, in a
    /// file of mode 0600, when this returns.
    ///
    /// # Errors
    /// [`TokenFileError`] where the file can be neither read nor made, or others can read it.
    pub fn open(path: &Path) -> Result<Self, TokenFileError> {
        let token = match Self::read(path) {
            Err(TokenFileError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                create(path).map_err(|source| at(path, source))?;
                // Another server may have been faster.
                Self::read(path)?
            }
            read => read?,
        };
        Ok(Self(blake3::hash(token.expose().as_bytes())))
    }

    /// The token itself, for a client.
    ///
    /// # Errors
    /// [`TokenFileError`] where there is no file, others can read it, or it holds no token.
    pub fn read(path: &Path) -> Result<Token, TokenFileError> {
        let mut file = File::open(path).map_err(|source| at(path, source))?;
        let metadata = file.metadata().map_err(|source| at(path, source))?;
        if metadata.mode() & 0o077 != 0 {
            return Err(TokenFileError::Open(path.to_owned()));
        }
        let mut text = String::new();
        let read = (&mut file).take(MAX_FILE_SIZE).read_to_string(&mut text);
        read.map_err(|source| at(path, source))?;
        let text = text.trim_end();
        let is_token = text.strip_prefix(PREFIX).is_some_and(|hex| hex.len() == 64);
        let token = is_token.then(|| Token::new(text).ok()).flatten();
        token.ok_or_else(|| TokenFileError::Damaged(path.to_owned()))
    }

    /// Whether a text is the token. It takes as long for every wrong one: hashes are compared, and all of them.
    #[must_use]
    pub fn is(&self, text: &[u8]) -> bool {
        blake3::hash(text) == self.0
    }

    fn is_borne_by(&self, call: &Parts) -> Option<bool> {
        let value = call.headers.get(AUTHORIZATION)?.as_bytes();
        Some(self.is(value.strip_prefix(b"Bearer ")?))
    }
}

fn at(path: &Path, source: io::Error) -> TokenFileError {
    TokenFileError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Makes the file whole or not at all: under another name, then by a link, which never replaces another server's.
fn create(path: &Path) -> io::Result<()> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let token = format!("{PREFIX}{}\n", blake3::Hash::from_bytes(bytes).to_hex());
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = path.with_extension(format!("draft-{:016x}", getrandom::u64()?));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    let written = file
        .write_all(token.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::hard_link(&draft, path));
    fs::remove_file(&draft)?;
    match written {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        written => written,
    }?;
    File::open(folder)?.sync_all()
}

/// Lets in this process and this user's processes by Unix socket; by TCP whoever bears the machine's token. Health is
/// for everybody: what asks for it has no token, and learns little.
#[derive(Debug, Clone)]
pub struct LocalGuard {
    token: LocalToken,
}

impl LocalGuard {
    /// A guard that knows the machine's token.
    #[must_use]
    pub fn new(token: LocalToken) -> Self {
        Self { token }
    }

    fn check(&self, call: &Parts) -> Result<(), Status> {
        if !Peer::of(&call.extensions).is_remote() || is_health(call) {
            return Ok(());
        }
        let (reason, message) = match self.token.is_borne_by(call) {
            Some(true) => return Ok(()),
            Some(false) => ("TOKEN_UNKNOWN", "that is not the token of this server"),
            None => (
                "TOKEN_MISSING",
                "this server asks for its token; send it as `authorization: Bearer TOKEN`",
            ),
        };
        Err(status(Code::Unauthenticated, reason, message))
    }
}

impl Guard for LocalGuard {
    fn admit(&self, call: &mut Parts) -> impl Future<Output = Result<Expulsion, Status>> + Send {
        ready(self.check(call).map(|()| Expulsion::never()))
    }

    fn demands_credentials(&self) -> bool {
        true
    }
}
