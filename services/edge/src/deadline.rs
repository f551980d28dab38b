//! How long a call may take.

use std::time::Duration;

use http::Request;
use starling_proto::error::status;
use tokio::time::Instant;
use tonic::{Code, Status};

/// The deadlines of calls: the client's, or for a call with one answer one of our own.
#[derive(Debug)]
pub(crate) struct Deadlines {
    default: Duration,
    /// The paths of the methods that may take as long as they like.
    streaming: Vec<String>,
}

impl Deadlines {
    pub(crate) fn new(default: Duration, streaming: Vec<String>) -> Self {
        Self { default, streaming }
    }

    /// How long a call may take that says nothing of it.
    pub(crate) fn default(&self) -> Duration {
        self.default
    }

    /// When the call must have ended, if it must.
    pub(crate) fn of<B>(&self, request: &Request<B>) -> Option<Instant> {
        let asked = request.headers().get("grpc-timeout");
        let asked = asked.and_then(|value| parse(value.as_bytes()));
        let path = request.uri().path();
        let is_streaming = || self.streaming.iter().any(|streaming| streaming == path);
        let time = match asked {
            Some(time) => time,
            None if is_streaming() => return None,
            None => self.default,
        };
        // Never is later than what no clock reaches.
        Instant::now().checked_add(time)
    }
}

/// The answer to a call that took too long.
pub(crate) fn passed() -> Status {
    status(
        Code::DeadlineExceeded,
        "DEADLINE_PASSED",
        "the call took longer than its deadline allows; what it has stored so far stays",
    )
}

/// Reads a `grpc-timeout`: up to eight digits and a unit.
fn parse(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let amount: u64 = str::from_utf8(digits).ok()?.parse().ok()?;
    match unit {
        b'H' => Some(Duration::from_secs(amount * 3600)),
        b'M' => Some(Duration::from_secs(amount * 60)),
        b'S' => Some(Duration::from_secs(amount)),
        b'm' => Some(Duration::from_millis(amount)),
        b'u' => Some(Duration::from_micros(amount)),
        b'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts() {
        for (text, expected) in [
            ("1H", Some(Duration::from_secs(3600))),
            ("2M", Some(Duration::from_secs(120))),
            ("3S", Some(Duration::from_secs(3))),
            ("4m", Some(Duration::from_millis(4))),
            ("5u", Some(Duration::from_micros(5))),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("0S", Some(Duration::ZERO)),
            ("99999999H", Some(Duration::from_secs(359_999_996_400))),
            ("", None),
            ("S", None),
            ("1", None),
            ("-1S", None),
            ("+1S", None),
            ("1s", None),
            ("123456789S", None),
            ("1.5S", None),
        ] {
            assert_eq!(parse(text.as_bytes()), expected, "{text}");
        }
    }

    #[tokio::test]
    async fn a_stream_has_a_deadline_only_if_its_client_sets_one() {
        let streaming = crate::services::streaming_methods();
        assert!(streaming.len() >= 4, "{streaming:?}");
        let deadlines = Deadlines::new(Duration::from_secs(60), streaming);
        let request = |path: &str| Request::builder().uri(path).body(()).unwrap();
        for (path, expected) in [
            ("/starling.content.v1.ContentService/Watch", false),
            ("/starling.session.v1.TakeUploadService/StreamUpload", false),
            ("/grpc.health.v1.Health/Watch", false),
            (
                "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                false,
            ),
            ("/grpc.health.v1.Health/Check", true),
            ("/starling.session.v1.TakeUploadService/AppendUpload", true),
            ("/no.Service/Method", true),
        ] {
            let mut request = request(path);
            assert_eq!(deadlines.of(&request).is_some(), expected, "{path}");
            let timeout = http::HeaderValue::from_static("1S");
            request.headers_mut().insert("grpc-timeout", timeout);
            assert!(deadlines.of(&request).is_some(), "{path}");
        }
    }
}
