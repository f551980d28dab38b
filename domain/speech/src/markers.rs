//! Markers inside a WAV: `cue ` and `LIST/adtl/labl` chunks after the audio.
//!
//! Players read the audio and pass over them; editors, and ffprobe as chapters, show them.

use std::{
    collections::HashMap,
    io::{self, Read, Seek, SeekFrom},
};

mod combined;

pub use combined::{Piece, combined};

use crate::riff::{self, Chunk};

/// The markers read from or written to one file, at most: far beyond any take's.
const MAX_MARKERS: usize = 1_000;
/// The bytes of a label that are read or written, at most.
const MAX_LABEL_SIZE: u64 = 1_024;
/// The bytes of one cue point: id, position, chunk id, chunk start, block start, sample offset.
const CUE_SIZE: u64 = 24;

/// A named position in a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The index of the sample it stands at.
    pub sample: u64,
    /// What it is called; may be empty.
    pub label: String,
}

/// Reads the markers of any WAV, ordered by sample: at most 1 000, labels cut after 1 024 bytes.
///
/// Not a WAV or no markers gives none. A cue point without a label has an empty one.
pub fn read<R: Read + Seek>(wav: &mut R) -> io::Result<Vec<Marker>> {
    let chunks = riff::chunks(wav)?;
    let mut labels = HashMap::new();
    for list in chunks.iter().filter(|chunk| &chunk.id == b"LIST") {
        read_labels(wav, list, &mut labels)?;
    }
    let mut markers = Vec::new();
    if let Some(cues) = chunks.iter().find(|chunk| &chunk.id == b"cue ") {
        let cue_points = content(wav, cues, 4 + CUE_SIZE * MAX_MARKERS as u64)?;
        let count = cue_points
            .first_chunk()
            .map_or(0, |count| u32::from_le_bytes(*count));
        let cue_points = cue_points.get(4..).unwrap_or_default();
        for cue in cue_points
            .chunks_exact(CUE_SIZE as usize)
            .take(count as usize)
        {
            let (id, sample) = (word(cue, 0), word(cue, 20));
            markers.push(Marker {
                sample: sample.into(),
                label: labels.get(&id).cloned().unwrap_or_default(),
            });
        }
    }
    markers.sort_by_key(|marker| marker.sample);
    Ok(markers)
}

/// The chunks that hold these markers; one beyond the audio is put at its end.
///
/// # Errors
/// InvalidInput for more than 1 000 markers.
pub fn chunks(markers: &[Marker], sample_count: u64) -> io::Result<Vec<u8>> {
    if markers.len() > MAX_MARKERS {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "{} markers are more than the {MAX_MARKERS} a file may have",
                markers.len()
            ),
        ));
    }
    let mut cues = (markers.len() as u32).to_le_bytes().to_vec();
    let mut labels = b"adtl".to_vec();
    for (id, marker) in (1_u32..).zip(markers) {
        // A WAV's sizes have 32 bits, so has the index of every sample in it.
        let sample = marker.sample.min(sample_count) as u32;
        cues.extend(id.to_le_bytes());
        cues.extend(sample.to_le_bytes());
        cues.extend(b"data");
        cues.extend([0; 8]);
        cues.extend(sample.to_le_bytes());

        let mut label = id.to_le_bytes().to_vec();
        label.extend(cut(&marker.label).bytes().filter(|&byte| byte != 0));
        label.push(0);
        push_chunk(&mut labels, *b"labl", &label);
    }
    let mut chunks = Vec::new();
    push_chunk(&mut chunks, *b"cue ", &cues);
    push_chunk(&mut chunks, *b"LIST", &labels);
    Ok(chunks)
}

/// Collects the `labl` texts of an `adtl` list by the id of their cue point; the first of an id counts.
fn read_labels<R: Read + Seek>(
    wav: &mut R,
    list: &Chunk,
    labels: &mut HashMap<u32, String>,
) -> io::Result<()> {
    if content(wav, list, 4)? != b"adtl" {
        return Ok(());
    }
    for label in riff::chunks_between(wav, list.offset + 4, list.end())? {
        if &label.id != b"labl" || label.size < 4 || labels.len() == MAX_MARKERS {
            continue;
        }
        let bytes = content(wav, &label, 4 + MAX_LABEL_SIZE)?;
        let text = bytes[4..]
            .split(|&byte| byte == 0)
            .next()
            .unwrap_or_default();
        labels
            .entry(word(&bytes, 0))
            .or_insert_with(|| cut(&String::from_utf8_lossy(text)).to_owned());
    }
    Ok(())
}

fn content<R: Read + Seek>(wav: &mut R, chunk: &Chunk, max_size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    wav.seek(SeekFrom::Start(chunk.offset))?;
    wav.by_ref()
        .take(chunk.size.min(max_size))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The little-endian number at a place; 0 where nothing is.
fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..).and_then(|rest| rest.first_chunk());
    word.map_or(0, |word| u32::from_le_bytes(*word))
}

/// As much of the label as fits, in whole characters.
fn cut(label: &str) -> &str {
    &label[..label.floor_char_boundary(MAX_LABEL_SIZE as usize)]
}

fn push_chunk(out: &mut Vec<u8>, id: [u8; 4], content: &[u8]) {
    out.extend(id);
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}
