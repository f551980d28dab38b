//! The speaker's own takes: a folder of WAV files, each with its record and its label track beside it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use starling_practice::{Consent, Fit, Format, Mark, Question, Report, Take, TakeEnd, TakeId};
use uuid::Uuid;

use crate::part::Part;

/// How the files of a take end, those of a writer that was killed too.
const ENDINGS: [&str; 6] = ["wav.part", "wav", "labels.txt", "labels.new", "new", "json"];

/// A folder of takes.
#[derive(Debug, Clone)]
pub struct Library {
    folder: PathBuf,
}

/// What is known of a take; the file `NAME.json` beside `NAME.wav`. It is the truth while the WAV is still being
/// written, and what an old report is read from after the content has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeRecord {
    /// The take in its session service.
    pub take: TakeId,
    /// The server that it belongs to; none for this machine's own.
    pub server: Option<String>,
    /// When it was created.
    pub create_time: Timestamp,
    /// The question, as it was then.
    pub question: Question,
    /// The format, as it was then.
    pub format: Format,
    /// The times that the answer is held against.
    pub fit: Fit,
    /// Who was told that recording runs; none where nobody has said.
    #[serde(default)]
    pub consent: Option<Consent>,
    /// The marks so far.
    pub marks: Vec<Mark>,
    /// How it ended, once it has.
    pub end: Option<TakeEnd>,
    /// What it is worth, once it is known.
    pub report: Option<Report>,
    /// Repeated with every try to bring the audio to the server, so that tries are told apart from writers.
    pub upload_request: Uuid,
    /// Repeated with every try to have a report made.
    pub report_request: Uuid,
    /// Whether the server has all of it.
    pub uploaded: bool,
    /// Whether another device has taken its upload over; then it goes up from here only when a person says so.
    #[serde(default)]
    pub superseded: bool,
}

/// A take of the library.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its WAV file.
    pub wav: PathBuf,
    /// What is known of it.
    pub record: TakeRecord,
}

/// A library that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The system refused.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A record is damaged.
    #[error("{} is not the record of a take: {source}", path.display())]
    Damaged {
        /// The record.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl TakeRecord {
    /// The record of a take that was just created on `server`.
    #[must_use]
    pub fn new(take: Take, server: Option<String>) -> Self {
        Self {
            take: take.id,
            server,
            create_time: Timestamp::try_from(take.lifecycle.create_time)
                .unwrap_or(Timestamp::UNIX_EPOCH),
            question: take.question,
            format: take.format,
            fit: take.fit,
            consent: take.consent,
            marks: Vec::new(),
            end: None,
            report: None,
            upload_request: Uuid::new_v4(),
            report_request: Uuid::new_v4(),
            uploaded: false,
            superseded: false,
        }
    }
}

impl Library {
    /// The library in a folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`LibraryError::Io`] where the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, LibraryError> {
        fs::create_dir_all(folder).map_err(io_error("make the folder", folder))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Where the takes lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A path for the WAV of a new take: its date and question, with a number where that is taken.
    #[must_use]
    pub fn new_path(&self, record: &TakeRecord) -> PathBuf {
        let zone = jiff::tz::TimeZone::system();
        let date = record
            .create_time
            .to_zoned(zone)
            .strftime("%Y-%m-%d-%H%M%S");
        let name = format!("{date}-{}", record.question.id);
        (1..)
            .map(|number| match number {
                1 => self.folder.join(format!("{name}.wav")),
                _ => self.folder.join(format!("{name}-{number}.wav")),
            })
            .find(|path| !path.exists() && !record_path(path).exists())
            .expect("one of all numbers is free")
    }

    /// Writes what is known of a take: the old record stays whole until the new one is on the disk.
    ///
    /// # Errors
    /// [`LibraryError::Io`] where it cannot be written.
    pub fn save(&self, wav: &Path, record: &TakeRecord) -> Result<(), LibraryError> {
        let path = record_path(wav);
        let json = serde_json::to_vec_pretty(record).expect("a record's keys are texts");
        write_durably(&path, &json).map_err(io_error("write", &path))
    }

    /// Removes the record of a take of which nothing was recorded.
    pub fn forget(&self, wav: &Path) {
        // A record without a WAV is not listed; one that cannot be removed does no harm.
        let _ = fs::remove_file(record_path(wav));
    }

    /// The path of the WAV of the take of this name; none for what cannot be a name.
    #[must_use]
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        let is_name = !name.is_empty() && !name.contains(['/', '\\', '.', '\0']);
        is_name.then(|| self.folder.join(format!("{name}.wav")))
    }

    /// The WAVs' paths of all takes of which anything is there, whole or not, in the order of their names.
    ///
    /// # Errors
    /// [`LibraryError::Io`] where the folder cannot be read.
    pub fn all(&self) -> Result<BTreeSet<PathBuf>, LibraryError> {
        let read = io_error("read the folder", &self.folder);
        let mut all = BTreeSet::new();
        for item in fs::read_dir(&self.folder).map_err(&read)? {
            let file = item.map_err(&read)?.file_name();
            let name = file.to_str().and_then(|file| file.split_once('.'));
            if let Some((name, ending)) = name
                && ENDINGS.contains(&ending)
            {
                all.extend(self.path_of(name));
            }
        }
        Ok(all)
    }

    /// Whether a living recorder writes the take.
    #[must_use]
    pub fn is_being_recorded(&self, wav: &Path) -> bool {
        let mut part = wav.as_os_str().to_owned();
        part.push(Part::SUFFIX);
        matches!(Part::open_abandoned(Path::new(&part)), Ok(None))
    }

    /// Removes every file of a take, its record last: until then it can be found and removed again.
    ///
    /// # Errors
    /// [`LibraryError::Io`] where one cannot be removed.
    pub fn remove(&self, wav: &Path) -> Result<(), LibraryError> {
        for ending in ENDINGS {
            let path = wav.with_extension(ending);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(io_error("remove", &path)(error));
                }
                _ => {}
            }
        }
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        synced.map_err(io_error("write", &self.folder))
    }

    /// Reads what is known of a take.
    ///
    /// # Errors
    /// [`LibraryError`] where there is no record or a damaged one.
    pub fn load(&self, wav: &Path) -> Result<TakeRecord, LibraryError> {
        let path = record_path(wav);
        let json = fs::read(&path).map_err(io_error("read", &path))?;
        serde_json::from_slice(&json).map_err(|source| LibraryError::Damaged { path, source })
    }

    /// All takes whose WAV is whole, the oldest first, and what is wrong with the records of others.
    ///
    /// # Errors
    /// [`LibraryError::Io`] where the folder cannot be read.
    pub fn entries(&self) -> Result<(Vec<Entry>, Vec<LibraryError>), LibraryError> {
        let read = io_error("read the folder", &self.folder);
        let mut entries = Vec::new();
        let mut troubles = Vec::new();
        for item in fs::read_dir(&self.folder).map_err(&read)? {
            let wav = item.map_err(&read)?.path();
            if wav.extension().is_none_or(|extension| extension != "wav") {
                continue;
            }
            match self.load(&wav) {
                Ok(record) => entries.push(Entry { wav, record }),
                Err(trouble) => troubles.push(trouble),
            }
        }
        entries.sort_by(|a, b| (a.record.create_time, &a.wav).cmp(&(b.record.create_time, &b.wav)));
        Ok((entries, troubles))
    }
}

/// Where the label track of a take lies.
#[must_use]
pub fn label_path(wav: &Path) -> PathBuf {
    wav.with_extension("labels.txt")
}

/// Writes a file so that after a crash it is there with its old content or its new one.
///
/// # Errors
/// As the system gives them.
pub fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let new = path.with_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    File::open(folder)?.sync_all()
}

fn record_path(wav: &Path) -> PathBuf {
    wav.with_extension("json")
}

fn io_error(what: &'static str, path: &Path) -> impl Fn(io::Error) -> LibraryError + use<> {
    let path = path.to_owned();
    move |source| LibraryError::Io {
        what,
        path: path.clone(),
        source,
    }
}
