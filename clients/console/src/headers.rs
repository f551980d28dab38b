//! What stands in an answer's head.

use http::HeaderMap;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
    HeaderValue, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};

use crate::HASHED;
use crate::file::{File, Form};

/// Everything comes from us, nothing stands in the page's text, and no text becomes a script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; media-src 'self' blob:; worker-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'";
/// A coach may speak a comment; nothing else of the machine is for the page.
const PERMISSIONS: &str = "microphone=(self), camera=(), geolocation=()";

/// Adds what protects whoever reads the page.
pub(crate) fn protect(headers: &mut HeaderMap) {
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
}

/// Says what a file is, and how long it may be kept.
pub(crate) fn describe(headers: &mut HeaderMap, file: &File, form: &Form) {
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_TYPE, file.media_type());
    let is_hashed = file.path.starts_with(HASHED);
    set(
        CACHE_CONTROL,
        if is_hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        },
    );
    set(VARY, "accept-encoding");
    if form.is_brotli {
        set(CONTENT_ENCODING, "br");
    }
    if let Ok(tag) = HeaderValue::from_str(&form.tag) {
        headers.insert(ETAG, tag);
    }
}

/// Describes a page that nobody shall keep.
pub(crate) fn describe_passing(headers: &mut HeaderMap) {
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(CONTENT_TYPE, "text/html; charset=utf-8");
    set(CACHE_CONTROL, "no-store");
}

/// Whether an `If-None-Match` names a tag, weakly or not.
pub(crate) fn names(known: &HeaderValue, tag: &str) -> bool {
    let known = known.to_str().unwrap_or_default();
    let mut tags = known.split(',').map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
