//! The manifest of a backup: every file in it, with its hash. Written last; what has none is no backup.
//!
//! `manifest.json` is an object of JSON. Its last line is `"blake3":"…"}`, the hash of all lines before.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::schema;
use crate::durable;

/// The database of a backup. Another name than a store's, so that nobody takes one for the other.
pub(super) const BACKUP_DATABASE: &str = "backup.db";
const FILE: &str = "manifest.json";
const FORMAT_VERSION: u32 = 1;
/// Room for two million parts: 16 TB of audio.
const MAX_SIZE: u64 = 512 * 1024 * 1024;
const LAST_LINE: &str = "\n\"blake3\":\"";

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    format_version: u32,
    pub(super) schema_version: usize,
    program_version: String,
    pub(super) create_time: jiff::Timestamp,
    /// The database first, then the parts, in the order of their paths.
    pub(super) files: Vec<ListedFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ListedFile {
    /// Within the backup, with `/` between folders.
    pub(super) path: String,
    pub(super) size_bytes: u64,
    #[serde(with = "hex")]
    pub(super) blake3: blake3::Hash,
}

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is none.
    #[error("there is no finished backup in {}: it has no manifest", .0.display())]
    Missing(PathBuf),
    /// A newer program has made it.
    #[error("a newer starling has made {}; use that one", .0.display())]
    Newer(PathBuf),
    /// It is not as it was written.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

impl Manifest {
    pub(super) fn new(
        schema_version: usize,
        create_time: jiff::Timestamp,
        files: Vec<ListedFile>,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            schema_version,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            create_time,
            files,
        }
    }

    /// All files but the database.
    pub(super) fn parts(&self) -> impl Iterator<Item = &ListedFile> {
        self.files
            .iter()
            .filter(|file| file.path != BACKUP_DATABASE)
    }

    /// The bytes of all files.
    pub(super) fn size_bytes(&self) -> u64 {
        self.files
            .iter()
            .map(|file| file.size_bytes)
            .fold(0, u64::saturating_add)
    }

    /// Reads and checks the manifest of a backup.
    pub(super) fn read(dir: &Path) -> Result<Self, ManifestError> {
        let path = dir.join(FILE);
        let damaged = |problem: String| ManifestError::Damaged {
            path: path.clone(),
            problem,
        };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ManifestError::Missing(dir.to_owned()));
            }
            Err(error) => return Err(damaged(error.to_string())),
        };
        let mut text = String::new();
        file.take(MAX_SIZE)
            .read_to_string(&mut text)
            .map_err(|error| damaged(error.to_string()))?;
        let (body, hash) = text
            .rsplit_once(LAST_LINE)
            .and_then(|(body, rest)| Some((body, rest.strip_suffix("\"}\n")?)))
            .ok_or_else(|| damaged("it has no hash at its end".to_owned()))?;
        if hash_of(body).to_hex().as_str() != hash {
            return Err(damaged("it has another BLAKE3".to_owned()));
        }
        let version: Version =
            serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        if version.format_version > FORMAT_VERSION || version.schema_version > schema::VERSION {
            return Err(ManifestError::Newer(path));
        }
        serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))
    }

    /// Writes the manifest durably, in one step.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        let json = serde_json::to_string(self).expect("it has string keys and cannot fail");
        let body = json
            .strip_suffix('}')
            .expect("an object ends so")
            .to_owned()
            + ",";
        let hash = hash_of(&body).to_hex();
        let draft = dir.join(FILE).with_extension("draft");
        let mut file = durable::create_file(&draft)?;
        writeln!(file, "{body}{LAST_LINE}{hash}\"}}")?;
        file.sync_all()?;
        fs::rename(draft, dir.join(FILE))?;
        durable::sync_dir(dir)
    }
}

/// What every version of the format has.
#[derive(Deserialize)]
struct Version {
    format_version: u32,
    schema_version: usize,
}

fn hash_of(body: &str) -> blake3::Hash {
    blake3::hash(format!("{body}\n").as_bytes())
}

mod hex {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(hash: &blake3::Hash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hash.to_hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<blake3::Hash, D::Error> {
        blake3::Hash::from_hex(String::deserialize(from)?).map_err(D::Error::custom)
    }
}
