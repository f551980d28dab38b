//! The console: a page for coaches and speakers, in a browser.
//!
//! The page is part of the binary. [`answer`] serves it; it knows no network, and wants none.

mod file;
mod headers;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue, IF_NONE_MATCH};
use http::{Method, Request, Response, StatusCode};

use file::{FILES, File};

/// What is answered with the page itself.
const PAGE: &str = "index.html";
/// In this folder names change with contents.
const HASHED: &str = "assets/";

/// A page for one take that is opened as a file; `starling parcel` fills it.
const PARCEL: &str = "parcel.html";

/// Answers a request for the page, or for what it is made of. The page stands at every address that is no file's: which
/// screen it shows, it sees there by itself.
#[must_use]
pub fn answer(request: &Request<()>) -> Response<Bytes> {
    let mut response = match file_at(request.uri().path()) {
        Some(file) => found(file, request),
        None => not_found(),
    };
    headers::protect(response.headers_mut());
    let length = HeaderValue::from(response.body().len());
    if response.status() != StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(CONTENT_LENGTH, length);
    }
    if request.method() == Method::HEAD {
        *response.body_mut() = Bytes::new();
    }
    response
}

/// Whether the binary has the page, rather than one that says that there is none.
#[must_use]
pub fn is_built() -> bool {
    FILES.iter().any(|file| file.path.starts_with(HASHED))
}

/// The page into which a take is put that is opened as a file, with room for it at `@CONTENTS@` and `@AUDIO@`; none where
/// the binary has no page.
#[must_use]
pub fn parcel() -> Option<&'static str> {
    let parcel = FILES.iter().find(|file| file.path == PARCEL)?;
    std::str::from_utf8(parcel.plain).ok()
}

fn file_at(path: &str) -> Option<&'static File> {
    let path = path.strip_prefix('/')?;
    let named = |name: &str| {
        let mut served = FILES.iter().filter(|file| file.path != PARCEL);
        served.find(|file| file.path == name)
    };
    let (_, last) = path.rsplit_once('/').unwrap_or(("", path));
    if last.contains('.') || path.starts_with(HASHED) {
        named(path)
    } else {
        named(PAGE)
    }
}

fn found(file: &'static File, request: &Request<()>) -> Response<Bytes> {
    let headers = request.headers();
    let form = file.form(headers);
    let is_known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .any(|known| headers::names(known, &form.tag));
    let mut response = Response::new(Bytes::from_static(form.bytes));
    headers::describe(response.headers_mut(), file, &form);
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Bytes::new();
    }
    response
}

fn not_found() -> Response<Bytes> {
    let text = include_bytes!("not_found.html");
    let mut response = Response::new(Bytes::from_static(text));
    *response.status_mut() = StatusCode::NOT_FOUND;
    headers::describe_passing(response.headers_mut());
    response
}

#[cfg(test)]
mod tests;
