//! Anything that may come in, tried out: by cargo-fuzz with whatever it thinks of, by the tests with what is in
//! `tests/corpus/`. Compiled for these two alone.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use starling_practice::Slug;
use starling_proto::convert::SearchQuery;
use tokio::runtime::{Builder, Runtime};

use crate::Config;
use crate::files::{PackFile, PackFiles};
use crate::library::Library;
use crate::load::load;
use crate::pack::{self, PackError, sample};
use crate::search;

/// Reads a small sound pack in which one file is another, or which has one more: the first line of the data is the
/// file's path, the rest is what is in it. Returns the errors of this file; without any, the others may have some,
/// as when the format that they name is no longer there.
///
/// # Panics
/// Where an error is on no line of its file, or would not be printed on one line.
pub fn file_of_pack(data: &[u8]) -> Vec<PackError> {
    let mut parts = data.splitn(2, |&byte| byte == b'\n');
    let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let bytes = parts.next().unwrap_or_default();
    let others = sample::pack().iter().filter(|(other, _)| *other != path);
    let others = others.map(|(path, text)| (Cow::Borrowed(*path), text.as_bytes()));
    let files = others.chain([(path.clone(), bytes)]);
    let files = PackFiles {
        name: "p".to_owned(),
        folder: "p".into(),
        files: files
            .map(|(path, bytes)| PackFile {
                path: path.into_owned(),
                content: Ok(Cow::Owned(bytes.to_owned())),
            })
            .collect(),
    };
    let id = Slug::new("p").expect("a letter is an id");
    let mut errors = pack::parse(&id, &files).err().unwrap_or_default();
    let file = files.folder.join(&*path);
    errors.retain(|error| error.file == file);
    let last = 1 + bytes.iter().filter(|&&byte| byte == b'\n').count();
    for error in &errors {
        let is_on_a_line = error.line.is_none_or(|line| (1..=last).contains(&line));
        assert!(is_on_a_line, "{error}: the file has {last} lines");
        assert!(!error.to_string().contains(char::is_control), "{error:?}");
    }
    errors
}

/// Searches the shipped packs, and shows the first of what it finds.
///
/// # Panics
/// Where SQLite cannot make sense of the query, or a highlight is not in its snippet.
pub fn search(text: &str) {
    static LIBRARY: LazyLock<Arc<Library>> =
        LazyLock::new(|| Arc::new(load(&Config::default(), &Library::default())));
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
        let runtime = Builder::new_multi_thread().worker_threads(1).build();
        runtime.expect("a thread can be had")
    });
    let query = SearchQuery {
        text: text.to_owned(),
        collections: Vec::new(),
        level: None,
    };
    let searched = search::ask(Arc::clone(&LIBRARY), move |index| {
        let found = index.find(None, &query).expect("a query can be answered");
        for (_, rank) in index.named(&found).take(3) {
            let hit = index.hit(&found, rank).expect("what is found can be shown");
            for highlight in hit.highlights {
                assert!(!hit.snippet[highlight].is_empty());
            }
        }
    });
    RUNTIME.block_on(searched).expect("there is an index");
}
