use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
};

use super::*;

fn ask(method: &Method, path: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(&request.body(()).unwrap())
}

fn get(path: &str) -> Response<Bytes> {
    ask(&Method::GET, path, &[])
}

#[test]
fn the_page_stands_at_every_screens_address() {
    let page = get("/");
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
    assert_eq!(page.headers()[CACHE_CONTROL], "no-cache");
    assert!(page.body().starts_with(b"<!doctype html>"));
    for path in [
        "/sessions/s1/takes/t1",
        "/progress",
        "/compare?take=a.b",
        "/index.html",
    ] {
        assert_eq!(get(path).body(), page.body(), "{path}");
    }
}

#[test]
fn nothing_else_is_there() {
    for path in [
        "/favicon.ico",
        "/assets/",
        "/assets/none",
        "/assets/none.js",
        "/assets/../Cargo.toml",
        "/../../etc/passwd.txt",
        "/%2e%2e/Cargo.toml",
        "//index.html",
        "/index.html.br",
        "*",
    ] {
        let answer = get(path);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
        assert!(answer.headers().contains_key(CONTENT_SECURITY_POLICY));
    }
}

#[test]
fn what_is_known_is_not_sent_again() {
    let page = get("/");
    let tag = page.headers()[ETAG].to_str().unwrap();
    for known in [tag, &format!("\"other\", W/{tag}"), "*"] {
        let again = ask(&Method::GET, "/", &[("if-none-match", known)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(again.headers()[ETAG], tag);
        assert!(again.body().is_empty());
    }
    let other = ask(&Method::GET, "/", &[("if-none-match", "\"other\"")]);
    assert_eq!(other.status(), StatusCode::OK);
}

#[test]
fn a_head_says_how_long_the_answer_would_be() {
    for path in ["/", "/none.js"] {
        let head = ask(&Method::HEAD, path, &[]);
        let whole = get(path);
        assert!(head.body().is_empty());
        assert_eq!(head.status(), whole.status());
        assert_eq!(head.headers(), whole.headers());
        assert_eq!(
            head.headers()[CONTENT_LENGTH],
            whole.body().len().to_string()
        );
    }
}

static BOTH: File = File {
    path: "assets/x-1.js",
    tag: "0123",
    plain: b"plain",
    brotli: Some(b"br"),
};

#[test]
fn a_reader_gets_the_form_that_it_takes() {
    for (accepted, expected) in [
        ("br", true),
        ("gzip, deflate, br, zstd", true),
        ("gzip;q=1.0, BR;q=0.5", true),
        ("br; q=0.1", true),
        ("", false),
        ("gzip", false),
        ("br;q=0", false),
        ("br;q=0.000", false),
        ("brotli", false),
    ] {
        let mut request = Request::new(());
        let headers = request.headers_mut();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        let answer = found(&BOTH, &request);
        let is_brotli = answer.headers().contains_key(CONTENT_ENCODING);
        assert_eq!(is_brotli, expected, "{accepted}");
        let (body, tag): (&[u8], _) = if expected {
            (b"br", "\"0123-br\"")
        } else {
            (b"plain", "\"0123\"")
        };
        assert_eq!(answer.body(), body);
        assert_eq!(answer.headers()[ETAG], tag);
        assert!(
            answer.headers()[CACHE_CONTROL]
                .to_str()
                .unwrap()
                .ends_with("immutable")
        );
    }
}

#[test]
fn the_binary_has_a_page_whose_parts_are_all_there() {
    let page = get("/");
    let text = str::from_utf8(page.body()).unwrap();
    // The policy lets none of them run.
    assert!(
        !text.contains("<style") && !text.contains(" style="),
        "{text}"
    );
    let parts = text.split('"').filter(|part| part.starts_with("/assets/"));
    let mut count = 0;
    for part in parts {
        assert_eq!(get(part).status(), StatusCode::OK, "{part}");
        count += 1;
    }
    assert_eq!(count > 0, is_built());
}
