//! What is in a parcel: the take and what was said of it, its waveform, its audio.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use serde_json::json;
use starling_practice::StoredReport;
use starling_proto::{encode, name};
use starling_speech::wav::Reader;
use starling_speech::waveform::WaveformBuilder;

use super::voices::Voices;
use crate::coaching::{Coaching, Meant};
use crate::failure::Failure;
use crate::recording;
use crate::services::Connection;

/// The most audio that browsers open from one file without trouble: 10 minutes at 48 kHz.
const MAX_AUDIO_SIZE: u64 = 60_000_000;
/// As fine as anybody looks: 256 samples a bucket, up to 20 minutes at 48 kHz.
const MAX_BUCKETS: usize = 262_144;
/// Where the page has room for them.
const CONTENTS: &str = "@CONTENTS@";
const AUDIO: &str = "@AUDIO@";

/// The WAV of a take, from here or from its server.
pub(super) async fn audio(meant: &Meant, connection: &Connection) -> Result<Vec<u8>, Failure> {
    if let Some(entry) = &meant.entry {
        check_size(fs::metadata(&entry.wav)?.len())?;
        return Ok(fs::read(&entry.wav)?);
    }
    recording::fetch(&meant.id, connection, |size| {
        check_size(size)?;
        Ok(Vec::new())
    })
    .await
}

fn check_size(size: u64) -> Result<(), Failure> {
    if size <= MAX_AUDIO_SIZE {
        return Ok(());
    }
    Err(Failure::input(format!(
        "the recording is too long for one file: more than {} MB of audio; let the coach in by a link (`starling share`)",
        MAX_AUDIO_SIZE / 1_000_000
    )))
}

/// All but the audio, as JSON that can stand in a page.
pub(super) fn json(
    name: &str,
    coaching: Coaching,
    voices: Voices,
    report: Option<StoredReport>,
    audio: &[u8],
) -> Result<String, Failure> {
    let base64 = |bytes: Vec<u8>| STANDARD.encode(bytes);
    let comments = coaching.comments().cloned().map(encode::comment);
    let comments: Vec<String> = comments.map(base64).collect();
    let voices = voices.held.into_iter();
    let voices = voices.map(|(comment, voice)| (name::comment(&comment), base64(voice)));
    // A draft is nobody's business but its author's.
    let sent = { coaching.reviews.into_iter() }.filter(|review| review.send_time.is_some());
    let rubrics = coaching.rubrics.into_iter();
    let json = json!({
        "version": 1,
        "name": name,
        "take": base64(encode::take(coaching.take)),
        "report": report.map(encode::report).map(base64),
        "comments": comments,
        "reviews": sent.map(encode::review).map(base64).collect::<Vec<_>>(),
        "voices": voices.collect::<BTreeMap<_, _>>(),
        "rubrics": rubrics.map(encode::rubric).map(base64).collect::<Vec<_>>(),
        "wave": wave(audio)?,
    });
    Ok(embeddable(&json.to_string()))
}

fn wave(audio: &[u8]) -> Result<serde_json::Value, Failure> {
    let unreadable = |error| Failure::input(format!("the recording cannot be read: {error}"));
    let mut reader = Reader::new(audio).map_err(unreadable)?;
    let mut wave = WaveformBuilder::default();
    let mut block = Vec::new();
    while reader.read_block(&mut block).map_err(unreadable)? > 0 {
        wave.push(&block);
    }
    let wave = wave.finish();
    let stretch = wave.stretch(0..wave.sample_count, MAX_BUCKETS);
    Ok(json!({
        "rate": reader.spec().sample_rate.hertz(),
        "sample_count": wave.sample_count,
        "samples_per_bucket": stretch.samples_per_bucket,
        "buckets": STANDARD.encode(stretch.buckets),
    }))
}

/// JSON that ends no element and begins no comment of HTML, wherever a name or a comment tries to.
fn embeddable(json: &str) -> String {
    // Outside its texts JSON has none of these.
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Writes the page with everything in it.
pub(super) fn fill(
    page: &str,
    contents: &str,
    audio: &[u8],
    out: &mut dyn Write,
) -> io::Result<()> {
    let room = || {
        io::Error::new(
            io::ErrorKind::InvalidData,
            "the page has no room for a take",
        )
    };
    let (head, rest) = page.split_once(CONTENTS).ok_or_else(room)?;
    let (middle, tail) = rest.split_once(AUDIO).ok_or_else(room)?;
    out.write_all(head.as_bytes())?;
    out.write_all(contents.as_bytes())?;
    out.write_all(middle.as_bytes())?;
    let mut encoder = EncoderWriter::new(&mut *out, &STANDARD);
    encoder.write_all(audio)?;
    encoder.finish()?;
    drop(encoder);
    out.write_all(tail.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_element() {
        let texts = [
            "</script><script>alert(1)</script>",
            "<!-- <script>",
            "\u{2028}\u{2029}&",
        ];
        let json = embeddable(&json!(texts).to_string());
        assert!(!json.contains(['<', '\u{2028}', '\u{2029}']), "{json}");
        let read: Vec<String> = serde_json::from_str(&json).unwrap();
        assert_eq!(read, texts);
    }

    #[test]
    fn a_page_is_filled_once() {
        let mut filled = Vec::new();
        fill(
            "a @CONTENTS@ b @AUDIO@ c",
            "@AUDIO@",
            b"\0\xff",
            &mut filled,
        )
        .unwrap();
        assert_eq!(filled, b"a @AUDIO@ b AP8= c");
        assert!(fill("a @CONTENTS@ b", "", b"", &mut Vec::new()).is_err());
    }

    #[test]
    fn a_recording_beyond_the_limit_is_shared_by_link() {
        assert!(check_size(MAX_AUDIO_SIZE).is_ok());
        let refused = check_size(MAX_AUDIO_SIZE + 1).unwrap_err();
        assert!(refused.to_string().contains("starling share"), "{refused}");
    }
}
