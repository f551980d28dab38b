//! What tonic refuses by itself, with the code that clients of other languages know and a reason for programs.
//!
//! Clients try again or give up by the code. Our services put an `ErrorInfo` into every status; what has no details comes
//! from tonic, and is known by its text: the tests ask a server for every one.

use http::HeaderMap;
use starling_proto::error::status;
use tonic::{Code, Status};

const STATUS: &str = "grpc-status";
const DETAILS: &str = "grpc-status-details-bin";

/// Puts a status of tonic's right, in the headers or trailers that carry it. An ordinary answer costs one look.
pub(crate) fn mend(headers: &mut HeaderMap) {
    match headers.get(STATUS) {
        None => return,
        Some(code) if code == "0" || headers.contains_key(DETAILS) => return,
        Some(_) => {}
    }
    let Some(refusal) = Status::from_header_map(headers) else {
        return;
    };
    let Some((code, reason)) = meaning(refusal.code(), refusal.message()) else {
        return;
    };
    let message = match refusal.message() {
        "" => "this server has no such method; a newer one may",
        message => message,
    };
    // What was there under its names is replaced. A header cannot be too long: the text was one already.
    let _ = status(code, reason, message).add_header(headers);
}

/// The code and reason of a refusal of tonic's.
fn meaning(code: Code, message: &str) -> Option<(Code, &'static str)> {
    let begins = |beginnings: &[&str]| beginnings.iter().any(|text| message.starts_with(text));
    match code {
        Code::OutOfRange if begins(&["Error, decoded message length too large"]) => {
            Some((Code::ResourceExhausted, "MESSAGE_TOO_LARGE"))
        }
        Code::ResourceExhausted if begins(&["Error decompressing: size limit"]) => {
            Some((Code::ResourceExhausted, "MESSAGE_TOO_LARGE"))
        }
        Code::Internal
            if begins(&[
                "failed to decode Protobuf message",
                "Error decompressing",
                "Missing request message",
                "Unexpected EOF decoding stream",
            ]) =>
        {
            Some((Code::InvalidArgument, "MESSAGE_UNDECODABLE"))
        }
        // The gRPC protocol asks for this code.
        Code::Internal if begins(&["protocol error"]) => {
            Some((Code::Internal, "MESSAGE_UNDECODABLE"))
        }
        Code::Unimplemented if begins(&["Content is compressed"]) => {
            Some((Code::Unimplemented, "COMPRESSION_UNKNOWN"))
        }
        Code::Unimplemented => Some((Code::Unimplemented, "METHOD_UNKNOWN")),
        Code::NotFound if begins(&["service not registered"]) => {
            Some((Code::NotFound, "SERVICE_UNKNOWN"))
        }
        _ => None,
    }
}
