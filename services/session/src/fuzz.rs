//! Anything that may come in, tried out: by cargo-fuzz with whatever it thinks of, by the tests with what it kept in
//! `tests/fuzz/corpus/`. Compiled for these two alone.

use crate::access::fuzz::{credentials, header, keys};
use crate::rpc::fuzz::page_token;

/// Reads data as whatever opens something: the secret of a link, what it gave, a user's token, the header that carries
/// them; as an issuer's keys; and as the token of a page.
///
/// # Panics
/// Where something damaged or forged is taken.
pub fn token(data: &[u8]) {
    header(data);
    keys(data);
    if let Ok(text) = str::from_utf8(data) {
        credentials(text);
        page_token(text);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_corpus_is_read_to_its_end() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/corpus/token");
        let files: Vec<_> = fs::read_dir(folder).unwrap().collect();
        assert!(!files.is_empty());
        for file in files {
            super::token(&fs::read(file.unwrap().path()).unwrap());
        }
    }
}
