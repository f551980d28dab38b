//! Reads anything as a message, turns it into what it means, and that into a message again: the same meaning.
#![no_main]

use prost::Message;
use starling_practice::{Consent, Mark, TakeEnd};
use starling_proto::convert::{Chunk, retention};
use starling_proto::{name, session};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else {
        return;
    };
    match kind % 6 {
        0 => there_and_back::<session::TakeEnd, TakeEnd>(bytes),
        1 => there_and_back::<session::Consent, Consent>(bytes),
        2 => there_and_back::<session::Mark, Mark>(bytes),
        3 => chunk(bytes),
        4 => names(bytes),
        _ => {
            if let Ok(request) = session::CreateSessionRequest::decode(bytes) {
                let _ = retention("retention", request.retention);
            }
        }
    }
});

fn there_and_back<W, D>(bytes: &[u8])
where
    W: Message + Default + From<D>,
    D: TryFrom<W> + Clone + PartialEq + std::fmt::Debug,
{
    let Ok(wire) = W::decode(bytes) else { return };
    let Ok(meant) = D::try_from(wire) else { return };
    let again = D::try_from(W::from(meant.clone()));
    assert_eq!(again.ok(), Some(meant));
}

/// Whatever is sent as a chunk: taken, it has the sum that it says and an end that can be counted.
fn chunk(bytes: &[u8]) {
    let Ok(wire) = session::Chunk::decode(bytes) else {
        return;
    };
    let sum = wire.crc32c;
    if let Ok(chunk) = Chunk::try_from(wire) {
        assert!(chunk.end() > chunk.offset);
        assert!(sum.is_some());
    }
}

/// A name that is taken for one has one spelling.
fn names(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    if let Ok(id) = name::parse_session("name", text) {
        assert_eq!(name::session(&id), text);
    }
    if let Ok(id) = name::parse_take("name", text) {
        assert_eq!(name::take(&id), text);
    }
    if let Ok((take, report)) = name::parse_report("name", text) {
        assert_eq!(name::report(&take, &report), text);
    }
}
