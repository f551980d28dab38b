//! A take on its way: `NAME.wav.part`, locked by its recorder, until it becomes `NAME.wav`.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use starling_speech::{SampleRate, riff};

use starling_speech::markers::{self, Marker};

/// The bytes before the first sample, as hound writes them.
const HEADER_SIZE: u64 = 44;

/// A take's file and the lock on it, which ends with the process however that ends.
#[derive(Debug)]
pub(crate) struct Part {
    path: PathBuf,
    file: File,
}

/// A take's file, closed.
pub(crate) struct Closed {
    pub(crate) path: PathBuf,
    pub(crate) sample_rate: SampleRate,
    pub(crate) sample_count: u64,
    /// What could not be done; the audio is whole all the same.
    pub(crate) trouble: Option<io::Error>,
}

impl Part {
    /// The ending of the name, after the WAV's own.
    pub(crate) const SUFFIX: &str = ".part";

    /// Creates the file for the take that will be at `wav`, which must be a `NAME.wav`.
    pub(crate) fn create(wav: &Path) -> io::Result<Self> {
        if wav.extension().is_none_or(|extension| extension != "wav") {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the name of a take ends in .wav",
            ));
        }
        if wav.try_exists()? {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut path = wav.as_os_str().to_owned();
        path.push(Self::SUFFIX);
        let path = PathBuf::from(path);
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        // A file system without locks is recorded on all the same.
        let taken = matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock));
        if taken || !path.try_exists()? {
            // A repair came between: it took the empty file for an abandoned one.
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        Ok(Self { path, file })
    }

    /// Opens an unfinished take, unless a living recorder writes it.
    pub(crate) fn open_abandoned(path: &Path) -> io::Result<Option<Self>> {
        let file = File::options().read(true).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self {
                path: path.to_owned(),
                file,
            })),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Removes a take that holds nothing.
    pub(crate) fn discard(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Makes it a whole WAV with these markers, on disk and under its name.
    ///
    /// One that holds no sample is removed. The audio is kept whatever happens to the markers.
    pub(crate) fn close(mut self, markers: &[Marker]) -> io::Result<Option<Closed>> {
        let Some(audio) = mend(&mut self.file)? else {
            self.discard()?;
            return Ok(None);
        };
        let marked = audio
            .write_markers(&mut self.file, markers)
            .and_then(|()| self.file.sync_all());
        if marked.is_err() {
            audio.write_header(&mut self.file)?;
        }
        let wav = self.path.with_extension("");
        let (path, published) = match rename(&self.path, &wav) {
            Ok(()) => (wav, sync_folder(&self.path)),
            Err(error) => (self.path, Err(error)),
        };
        Ok(Some(Closed {
            path,
            sample_rate: audio.sample_rate,
            sample_count: (audio.end - audio.start) / audio.frame_size,
            trouble: marked.and(published).err(),
        }))
    }
}

/// Gives the finished take its name, unless another has it.
fn rename(part: &Path, wav: &Path) -> io::Result<()> {
    if wav.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(part, wav)
}

/// Brings the new name to the disk; only Unix has to be asked.
fn sync_folder(file: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Where the audio lies in the file.
struct Audio {
    sample_rate: SampleRate,
    frame_size: u64,
    start: u64,
    end: u64,
}

/// Sets the sizes in the header to what is in the file, and cuts off what is not audio.
///
/// `None` if there is no audio. Audio runs to the end of the file: what follows the size in the header
/// was written after the last checkpoint. Only where the RIFF size reaches beyond the audio and a chunk
/// stands there had closing begun; then the data size is the truth.
fn mend(file: &mut File) -> io::Result<Option<Audio>> {
    let Some(mut audio) = find_audio(file)? else {
        return Ok(None);
    };
    let claimed_file_end = u64::from(read_u32(file, 4)?) + 8;
    let claimed_audio_end = audio.start + u64::from(read_u32(file, audio.start - 4)?);
    if claimed_file_end > claimed_audio_end && is_chunk(file, claimed_audio_end)? {
        audio.end = claimed_audio_end;
    }
    audio.end -= (audio.end - audio.start) % audio.frame_size;
    if audio.end == audio.start {
        return Ok(None);
    }
    audio.write_header(file)?;
    Ok(Some(audio))
}

/// The audio from its beginning to the end of the file, or of what sizes of 32 bits can describe.
fn find_audio(file: &mut File) -> io::Result<Option<Audio>> {
    let length = file.metadata()?.len();
    if length <= HEADER_SIZE {
        return Ok(None);
    }
    let chunks = riff::chunks(file)?;
    let find = |id| chunks.iter().find(|chunk| &chunk.id == id);
    let not_ours = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason);
    let (Some(format), Some(data)) = (find(b"fmt "), find(b"data")) else {
        return Err(not_ours("it is not a WAV"));
    };
    let sample_rate = SampleRate::new(read_u32(file, format.offset + 4)?)
        .map_err(|error| not_ours(&error.to_string()))?;
    Ok(Some(Audio {
        sample_rate,
        frame_size: u64::from(read_u32(file, format.offset + 12)? & 0xffff).max(1),
        start: data.offset,
        end: length.min(u64::from(u32::MAX)),
    }))
}

impl Audio {
    /// Puts the markers behind the audio, the size of the whole first: see [`mend`].
    fn write_markers(&self, file: &mut File, markers: &[Marker]) -> io::Result<()> {
        if markers.is_empty() {
            return Ok(());
        }
        let chunks = markers::chunks(markers, (self.end - self.start) / self.frame_size)?;
        self.write_sizes(file, self.end + chunks.len() as u64)?;
        file.sync_data()?;
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(&chunks)
    }

    /// Makes the file a WAV of the audio alone.
    fn write_header(&self, file: &mut File) -> io::Result<()> {
        self.write_sizes(file, self.end)?;
        file.set_len(self.end)
    }

    fn write_sizes(&self, file: &mut File, file_end: u64) -> io::Result<()> {
        let too_large = |_| io::Error::from(io::ErrorKind::FileTooLarge);
        let riff_size = u32::try_from(file_end - 8).map_err(too_large)?;
        let data_size = u32::try_from(self.end - self.start).map_err(too_large)?;
        file.seek(SeekFrom::Start(self.start - 4))?;
        file.write_all(&data_size.to_le_bytes())?;
        file.seek(SeekFrom::Start(4))?;
        file.write_all(&riff_size.to_le_bytes())
    }
}

/// Whether the four letters of a chunk are at this position.
fn is_chunk(file: &mut File, offset: u64) -> io::Result<bool> {
    let mut id = Vec::new();
    file.seek(SeekFrom::Start(offset))?;
    file.take(4).read_to_end(&mut id)?;
    Ok(id.len() == 4 && id.iter().all(|byte| (b' '..=b'~').contains(byte)))
}

fn read_u32(file: &mut File, offset: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}
