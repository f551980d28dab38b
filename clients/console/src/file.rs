//! The files of the page, and the forms that they are sent in.

use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

/// The built page, or one that says that there is none.
pub(crate) const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// A file of the page.
#[derive(Debug)]
pub(crate) struct File {
    /// Such as `index.html`, with `/` between folders.
    pub(crate) path: &'static str,
    /// Tells its content from every other.
    pub(crate) tag: &'static str,
    pub(crate) plain: &'static [u8],
    pub(crate) brotli: Option<&'static [u8]>,
}

/// A file as one reader gets it.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) bytes: &'static [u8],
    /// With its quotes.
    pub(crate) tag: String,
    pub(crate) is_brotli: bool,
}

impl File {
    /// The form for whoever sends these headers.
    pub(crate) fn form(&self, headers: &HeaderMap) -> Form {
        match self.brotli.filter(|_| accepts_brotli(headers)) {
            Some(bytes) => Form {
                bytes,
                tag: format!("\"{}-br\"", self.tag),
                is_brotli: true,
            },
            None => Form {
                bytes: self.plain,
                tag: format!("\"{}\"", self.tag),
                is_brotli: false,
            },
        }
    }

    /// What kind of file it is.
    pub(crate) fn media_type(&self) -> &'static str {
        let (_, extension) = self.path.rsplit_once('.').unwrap_or_default();
        match extension {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "woff2" => "font/woff2",
            "json" | "webmanifest" => "application/json",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}

/// Whether a reader takes brotli: names it, and not with a weight of 0.
fn accepts_brotli(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter();
    let mut codings = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("br")
            && weight.parse().is_ok_and(|weight: f32| weight > 0.0)
    })
}
