use super::*;

/// A chunk with its size and padding.
fn chunk(id: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = vec![0; content.len() % 2];
    [
        &id[..],
        &(content.len() as u32).to_le_bytes(),
        content,
        &padding,
    ]
    .concat()
}

fn file(chunks: &[Vec<u8>]) -> Vec<u8> {
    let chunks = chunks.concat();
    [
        &b"RIFF"[..],
        &(chunks.len() as u32 + 4).to_le_bytes(),
        b"WAVE",
        &chunks,
    ]
    .concat()
}

/// A format chunk of 48 kHz.
fn format(tag: u16, channels: u16, bits: u16) -> Vec<u8> {
    let words = [tag, channels, 48_000, 0, 0, 0, channels * bits / 8, bits];
    chunk(b"fmt ", &words.map(u16::to_le_bytes).concat())
}

fn mono() -> Vec<u8> {
    format(1, 1, 16)
}

/// Three samples: a half, minus a half and a quarter.
const SAMPLES: [u8; 6] = [0x00, 0x40, 0x00, 0xC0, 0x00, 0x20];

fn read(bytes: &[u8]) -> Result<(Vec<f32>, bool), WavError> {
    let mut reader = Reader::new(bytes)?;
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while reader.read_block(&mut block)? > 0 {
        samples.extend_from_slice(&block);
    }
    Ok((samples, reader.is_truncated()))
}

#[track_caller]
fn check(bytes: &[u8], samples: &[f32]) {
    assert_eq!(read(bytes).unwrap(), (samples.to_vec(), false));
}

#[track_caller]
fn check_refused(bytes: &[u8], message: &str) {
    let error = read(bytes).unwrap_err().to_string();
    assert!(error.contains(message), "{error}");
}

#[test]
fn chunks_that_are_not_audio_are_passed_over() {
    let audio = chunk(b"data", &SAMPLES);
    let odd = chunk(b"JUNK", b"odd");
    check(&file(&[mono(), audio.clone()]), &[0.5, -0.5, 0.25]);
    check(
        &file(&[odd.clone(), mono(), odd.clone(), audio.clone(), odd]),
        &[0.5, -0.5, 0.25],
    );
    check(
        &file(&[chunk(b"fmt ", &[&mono()[8..], &[0; 26]].concat()), audio]),
        &[0.5, -0.5, 0.25],
    );
}

#[test]
fn no_audio_is_an_empty_take() {
    check(&file(&[mono(), chunk(b"data", b"")]), &[]);
    check(
        &file(&[mono(), chunk(b"data", b""), chunk(b"LIST", &SAMPLES)]),
        &[],
    );
}

#[test]
fn an_unknown_size_means_to_the_end() {
    for placeholder in [0_u32, 0x7FFF_F000, 0x8000_0000, 0xFFFF_FFFF] {
        let mut bytes = file(&[mono(), chunk(b"data", &SAMPLES)]);
        bytes[4..8].copy_from_slice(&placeholder.to_le_bytes());
        bytes[40..44].copy_from_slice(&placeholder.to_le_bytes());
        check(&bytes, &[0.5, -0.5, 0.25]);
    }
}

#[test]
fn a_frame_that_is_there_in_part_is_left_out() {
    let audio = chunk(b"data", &SAMPLES[..5]);
    check(&file(&[mono(), audio]), &[0.5, -0.5]);
    let whole = file(&[mono(), chunk(b"data", &SAMPLES)]);
    assert_eq!(
        read(&whole[..whole.len() - 1]).unwrap(),
        (vec![0.5, -0.5], true)
    );
}

#[test]
fn channels_are_averaged_and_floats_bounded() {
    check(
        &file(&[format(1, 3, 16), chunk(b"data", &SAMPLES)]),
        &[0.25 / 3.0],
    );
    let floats: Vec<u8> = [f32::NAN, f32::INFINITY, -7.0, 0.5]
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    check(
        &file(&[format(3, 1, 32), chunk(b"data", &floats)]),
        &[0.0, 1.0, -1.0, 0.5],
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    let audio = || chunk(b"data", &SAMPLES);
    check_refused(b"", "empty");
    check_refused(b"ID3 something", "not a WAV file");
    check_refused(b"RIFF\0\0", "ends before its audio");
    check_refused(b"RIFF\0\0\0\0AVI ....", "not a WAV file");
    check_refused(&file(&[mono()]), "ends before its audio");
    check_refused(&file(&[mono(), audio()])[..30], "ends before its audio");
    check_refused(&file(&[audio(), mono()]), "does not say how");
    check_refused(
        &file(&[chunk(b"fmt ", &mono()[8..22]), audio()]),
        "does not say how",
    );
    check_refused(&file(&[format(1, 0, 16), audio()]), "does not say how");
    check_refused(&file(&[format(2, 1, 16), audio()]), "format 0x0002");
    check_refused(&file(&[format(0xFFFE, 1, 16), audio()]), "format 0xfffe");
    check_refused(&file(&[format(1, 1, 12), audio()]), "12 bits");
    check_refused(&file(&[format(3, 1, 64), audio()]), "64 bits");
    check_refused(&file(&[format(1, 9, 16), audio()]), "9 channels");
    let mut slow = file(&[mono(), audio()]);
    slow[24..28].copy_from_slice(&4_000_u32.to_le_bytes());
    check_refused(&slow, "4000 Hz");
    let mut torn = file(&[mono(), audio()]);
    torn[32] = 3;
    check_refused(&torn, "does not say how");
}

#[test]
fn memory_does_not_grow_with_what_a_header_claims() {
    let header = file(&[mono(), chunk(b"data", b"")]);
    let endless = [&header[..40], &0xFFFF_FFFE_u32.to_le_bytes()].concat();
    let mut reader = Reader::new(endless.chain(io::repeat(1))).unwrap();
    let mut block = Vec::new();
    for _ in 0..100 {
        assert_eq!(reader.read_block(&mut block).unwrap(), BLOCK_FRAMES);
    }
    assert!(reader.bytes.capacity() <= 4 * BLOCK_FRAMES && block.capacity() <= 2 * BLOCK_FRAMES);
}

#[test]
fn endless_chunks_come_to_an_end() {
    let form = file(&[]);
    let endless = form.chain(io::repeat(0));
    assert!(matches!(
        Reader::new(endless),
        Err(WavError::TruncatedHeader)
    ));
}

#[test]
fn an_error_of_the_source_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let bytes = file(&[mono(), chunk(b"data", &SAMPLES)]);
    let mut reader = Reader::new(bytes[..46].chain(Broken)).unwrap();
    let error = reader.read_block(&mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}
