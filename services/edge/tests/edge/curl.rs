//! Calls as curl makes them: byte by byte what a test says.

use std::fs;
use std::process::Stdio;

use starling_proto::error::CallError;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tonic::Status;
use tonic::codegen::http::{HeaderMap, HeaderName, HeaderValue};

/// What curl was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status of HTTP; 0 for none.
    pub(crate) http: u16,
    /// Headers and trailers.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Calls a method of gRPC over HTTP/2 with a body, and with more arguments for curl.
pub(crate) async fn call(url: &str, path: &str, arguments: &[&str], body: &[u8]) -> Answer {
    let mut all = vec![
        "--http2-prior-knowledge",
        "-H",
        "content-type: application/grpc",
        "-H",
        "te: trailers",
        "--data-binary",
        "@-",
    ];
    all.extend(arguments);
    curl(&format!("{url}/{path}"), &all, body).await
}

/// Runs curl. It gives up (92) where it is answered before it has sent its body, and is run again.
pub(crate) async fn curl(url: &str, arguments: &[&str], body: &[u8]) -> Answer {
    loop {
        let (code, answer) = run(url, arguments, body).await;
        if code != Some(92) {
            return answer;
        }
    }
}

async fn run(url: &str, arguments: &[&str], body: &[u8]) -> (Option<i32>, Answer) {
    let folder = tempfile::tempdir().unwrap();
    let (headers, said) = (folder.path().join("headers"), folder.path().join("body"));
    let mut curl = Command::new("curl")
        .args([
            "--silent",
            "--show-error",
            "--max-time",
            "60",
            "--noproxy",
            "*",
            "-D",
        ])
        .arg(&headers)
        .arg("-o")
        .arg(&said)
        .args(arguments)
        .arg(url)
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = curl.stdin.take().unwrap();
    let written = async {
        // A server may answer before it has read everything.
        let _ = stdin.write_all(body).await;
        drop(stdin);
    };
    let (_, ended) = tokio::join!(written, curl.wait());
    let code = ended.unwrap().code();
    let text = fs::read_to_string(headers).unwrap_or_default();
    let http = text.split_whitespace().nth(1);
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    let headers = lines.map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    });
    let answer = Answer {
        http: http.and_then(|code| code.parse().ok()).unwrap_or(0),
        headers: headers.collect(),
        body: fs::read(said).unwrap_or_default(),
    };
    (code, answer)
}

impl Answer {
    /// Code and reason as a program sees them, such as `NotFound QUESTION_NOT_FOUND`; `Ok` for none.
    pub(crate) fn status(&self) -> String {
        assert_eq!(self.http, 200, "{self:?}");
        let status = Status::from_header_map(&self.headers);
        let status = status.unwrap_or_else(|| panic!("no status: {self:?}"));
        if status.code() == tonic::Code::Ok {
            return "Ok".to_owned();
        }
        let error = CallError::from(status);
        format!("{:?} {}", error.code, error.reason)
    }
}

/// A message as gRPC frames it.
pub(crate) fn framed(message: &[u8]) -> Vec<u8> {
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend(message);
    frame
}

/// A request whose first field is a string.
pub(crate) fn named(name: &str) -> Vec<u8> {
    let mut message = vec![0x0a, u8::try_from(name.len()).unwrap()];
    message.extend(name.as_bytes());
    framed(&message)
}
