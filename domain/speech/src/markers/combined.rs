//! A WAV file with more markers than it has, without copying its audio.

use std::io::{Read, Seek};
use std::ops::Range;

use super::{MAX_MARKERS, Marker, chunks, content, read};
use crate::riff::{self, Chunk};
use crate::wav::{Reader, WavError};

/// A piece of the combined file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes that are new.
    New(Vec<u8>),
    /// Bytes of the file as it is, from one position to another.
    Old(Range<u64>),
}

impl Piece {
    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::New(bytes) => bytes.len() as u64,
            Self::Old(range) => range.end - range.start,
        }
    }
}

/// The pieces of a WAV file with these markers besides its own. All chunks but those of the markers stay, in order; sizes
/// that a recorder could not write are put right. Past 1 000 markers in all, the last ones are left out.
///
/// # Errors
/// [`WavError`] where the file is no WAV file that we read.
pub fn combined<R: Read + Seek>(wav: &mut R, more: Vec<Marker>) -> Result<Vec<Piece>, WavError> {
    wav.rewind()?;
    let spec = Reader::new(&mut *wav)?.spec();
    let mut markers = read(wav)?;
    markers.extend(more);
    markers.sort_by_key(|marker| marker.sample);
    markers.truncate(MAX_MARKERS);

    let mut pieces = vec![Piece::New(Vec::new())];
    let mut sample_count = 0;
    for chunk in riff::chunks(wav)? {
        if is_of_markers(wav, &chunk)? {
            continue;
        }
        if &chunk.id == b"data" {
            sample_count = chunk.size / spec.bytes_per_frame() as u64;
        }
        let size = u32::try_from(chunk.size).unwrap_or(u32::MAX);
        let header = [chunk.id, size.to_le_bytes()].concat();
        pieces.push(Piece::New(header));
        pieces.push(Piece::Old(chunk.offset..chunk.end()));
        if chunk.size % 2 == 1 {
            pieces.push(Piece::New(vec![0]));
        }
    }
    pieces.push(Piece::New(chunks(&markers, sample_count)?));

    let rest: u64 = pieces.iter().map(Piece::size).sum();
    let size = u32::try_from(rest + 4).unwrap_or(u32::MAX);
    pieces[0] = Piece::New([*b"RIFF", size.to_le_bytes(), *b"WAVE"].concat());
    Ok(pieces)
}

fn is_of_markers<R: Read + Seek>(wav: &mut R, chunk: &Chunk) -> Result<bool, WavError> {
    Ok(match &chunk.id {
        b"cue " => true,
        b"LIST" => content(wav, chunk, 4)? == b"adtl",
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn chunk(id: &[u8; 4], size: usize, content: &[u8]) -> Vec<u8> {
        let mut bytes = [*id, (size as u32).to_le_bytes()].concat();
        bytes.extend(content);
        bytes.resize(bytes.len() + content.len() % 2, 0);
        bytes
    }

    /// A mono file of 8 bits, which is said to be so long.
    fn wav(samples: &[u8], said: usize, rest: &[u8]) -> Vec<u8> {
        let format = [1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0];
        let mut bytes = b"RIFF\0\0\0\0WAVE".to_vec();
        bytes.extend(chunk(b"fmt ", 16, &format));
        bytes.extend(chunk(b"data", said, samples));
        bytes.extend(rest);
        bytes
    }

    fn marker(sample: u64, label: &str) -> Marker {
        let label = label.to_owned();
        Marker { sample, label }
    }

    fn written(source: &[u8], more: Vec<Marker>) -> Vec<u8> {
        let pieces = combined(&mut Cursor::new(source), more).unwrap();
        let bytes = pieces.into_iter().flat_map(|piece| match piece {
            Piece::New(bytes) => bytes,
            Piece::Old(range) => source[range.start as usize..range.end as usize].to_vec(),
        });
        bytes.collect()
    }

    fn samples(wav: &[u8]) -> Vec<f32> {
        let mut reader = Reader::new(wav).unwrap();
        let mut block = Vec::new();
        reader.read_block(&mut block).unwrap();
        assert!(!reader.is_truncated());
        block
    }

    #[track_caller]
    fn check(source: &[u8], expected: &[Marker]) {
        let combined = written(source, vec![marker(2, "second"), marker(999, "late")]);
        let size = u32::from_le_bytes(*combined[4..].first_chunk().unwrap());
        assert_eq!(size as usize + 8, combined.len());
        assert_eq!(samples(&combined), samples(&wav(&[9, 8, 7], 3, b"")));
        assert_eq!(read(&mut Cursor::new(&combined)).unwrap(), expected);
        // What has been written is read, and written again, the same.
        assert_eq!(written(&combined, Vec::new()), combined);
    }

    #[test]
    fn markers_are_added_to_those_that_are_there() {
        let own = chunks(&[marker(1, "first")], 3).unwrap();
        let both = [marker(1, "first"), marker(2, "second"), marker(3, "late")];
        check(&wav(&[9, 8, 7], 3, &own), &both);
        check(&wav(&[9, 8, 7], 3, b""), &both[1..]);
        // A recorder that could not go back to its header.
        check(&wav(&[9, 8, 7], 0xFFFF_FFFF, b"")[..47], &both[1..]);
    }

    #[test]
    fn other_chunks_stay() {
        let list = chunk(b"LIST", 8, b"INFOabcd");
        let combined = written(&wav(&[1, 2], 2, &list), vec![marker(0, "a")]);
        let kept = riff::chunks(&mut Cursor::new(&combined)).unwrap();
        let ids: Vec<_> = kept.iter().map(|chunk| &chunk.id).collect();
        assert_eq!(ids, [b"fmt ", b"data", b"LIST", b"cue ", b"LIST"]);
    }

    #[test]
    fn there_are_at_most_a_thousand() {
        let many = (0..2_000).map(|number| marker(number, "x")).collect();
        let combined = written(&wav(&[0; 4_000], 4_000, b""), many);
        let read = read(&mut Cursor::new(combined)).unwrap();
        assert_eq!(read.len(), MAX_MARKERS);
        assert_eq!(read.last().unwrap().sample, 999);
    }

    #[test]
    fn other_files_are_refused() {
        assert!(combined(&mut Cursor::new(b"text"), Vec::new()).is_err());
    }
}
