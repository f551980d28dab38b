//! The chunks of a RIFF file: where each lies and how large it is.

use std::io::{self, Read, Seek, SeekFrom};

/// The chunks that are looked at in one file: far beyond any recorder's, and a bound on hostile ones.
pub(crate) const MAX_CHUNKS: usize = 1_000;

/// `RIFF`, a size and `WAVE`.
const FORM_SIZE: u64 = 12;
/// A chunk's letters and its size.
const HEADER_SIZE: u64 = 8;

/// One chunk of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its four letters, such as `cue ` or `LIST`.
    pub id: [u8; 4],
    /// Where its content begins, in bytes from the start of the file.
    pub offset: u64,
    /// The bytes of content that are there, which a truncated file has fewer of than it claims.
    pub size: u64,
}

impl Chunk {
    /// The position after its content, without padding.
    pub fn end(&self) -> u64 {
        self.offset + self.size
    }
}

/// The chunks of a WAV file in order, at most 1 000; none if it is not a WAV file.
pub fn chunks<R: Read + Seek>(source: &mut R) -> io::Result<Vec<Chunk>> {
    let file_size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let mut form = Vec::new();
    source.by_ref().take(FORM_SIZE).read_to_end(&mut form)?;
    if !(form.starts_with(b"RIFF") && form.ends_with(b"WAVE")) {
        return Ok(Vec::new());
    }
    chunks_between(source, FORM_SIZE, file_size)
}

/// The chunks between two positions of a file, at most 1 000: a `LIST` chunk holds its own between
/// `offset + 4` and its end.
pub fn chunks_between<R: Read + Seek>(
    source: &mut R,
    start: u64,
    end: u64,
) -> io::Result<Vec<Chunk>> {
    let mut chunks = Vec::new();
    let mut position = start;
    while position < end && chunks.len() < MAX_CHUNKS {
        source.seek(SeekFrom::Start(position))?;
        let Some(header) = Header::read(source)? else {
            break;
        };
        let offset = position + HEADER_SIZE;
        let size = u64::from(header.size).min(end.saturating_sub(offset));
        chunks.push(Chunk {
            id: header.id,
            offset,
            size,
        });
        position = offset + header.padded_size();
    }
    Ok(chunks)
}

/// The eight bytes before a chunk's content.
pub(crate) struct Header {
    pub(crate) id: [u8; 4],
    pub(crate) size: u32,
}

impl Header {
    /// The next header; nothing if fewer than eight bytes are left.
    pub(crate) fn read(source: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = [0; 8];
        match source.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let [a, b, c, d, size @ ..] = bytes;
        Ok(Some(Self {
            id: [a, b, c, d],
            size: u32::from_le_bytes(size),
        }))
    }

    /// The content with the byte that pads an odd size.
    pub(crate) fn padded_size(&self) -> u64 {
        u64::from(self.size) + u64::from(self.size % 2)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &[(&[u8; 4], u64, u64)]) {
        let found = chunks(&mut Cursor::new(bytes)).unwrap();
        let expected: Vec<Chunk> = expected
            .iter()
            .map(|&(&id, offset, size)| Chunk { id, offset, size })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn chunks_are_padded_to_even_sizes() {
        let bytes = b"RIFF\0\0\0\0WAVEodd \x03\0\0\0abc.cue \x02\0\0\0de";
        check(bytes, &[(b"odd ", 20, 3), (b"cue ", 32, 2)]);
    }

    #[test]
    fn a_chunk_ends_with_the_file() {
        check(
            b"RIFF\0\0\0\0WAVEdata\xFF\xFF\xFF\xFFabc",
            &[(b"data", 20, 3)],
        );
        check(b"RIFF\0\0\0\0WAVEdata\x02\0", &[]);
    }

    #[test]
    fn other_files_have_no_chunks() {
        for bytes in [
            &b""[..],
            b"RIFF",
            b"RIFX\0\0\0\0WAVEdata\0\0\0\0",
            b"RIFF\0\0\0\0AVI LIST\0\0\0\0",
        ] {
            check(bytes, &[]);
        }
    }

    #[test]
    fn a_hostile_number_of_chunks_is_cut_off() {
        let bytes = [&b"RIFF\0\0\0\0WAVE"[..], &[0; 8 * 2_000]].concat();
        assert_eq!(chunks(&mut Cursor::new(bytes)).unwrap().len(), MAX_CHUNKS);
    }

    #[test]
    fn any_positions_may_be_asked_for() {
        let mut source = Cursor::new([0; 64]);
        for (start, end) in [
            (0, u64::MAX),
            (60, 64),
            (64, 64),
            (u64::MAX, u64::MAX),
            (9, 3),
        ] {
            assert!(chunks_between(&mut source, start, end).is_ok());
        }
    }
}
