//! What people type, as words.

/// The most characters of a query that count.
const MAX_CHARACTERS: usize = 1_000;
/// The most words of a query that count.
const MAX_WORDS: usize = 32;

/// The words of a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words<'a> {
    pub(super) finished: Vec<&'a str>,
    /// The word that the query ends in: the rest of it may not be typed yet.
    pub(super) unfinished: Option<&'a str>,
}

impl<'a> Words<'a> {
    /// Cuts a query into words.
    pub(super) fn of(query: &'a str) -> Self {
        let query = match query.char_indices().nth(MAX_CHARACTERS) {
            Some((end, _)) => &query[..end],
            None => query,
        };
        let mut finished: Vec<&str> = words(query).take(MAX_WORDS).collect();
        let unfinished = if query.ends_with(is_of_word) {
            finished.pop()
        } else {
            None
        };
        Self {
            finished,
            unfinished,
        }
    }
}

/// The words of a text. None has a character that means something to SQLite, or nothing but accents.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_of_word(c))
        .filter(|word| word.contains(char::is_alphanumeric))
}

/// Whether a character is of a word; an accent may be a character of its own, after its letter.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// A phrase of FTS5's query language.
pub(super) fn phrase(word: &str) -> String {
    format!("\"{word}\"")
}

/// Any of some phrases.
pub(super) fn any<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    let phrases: Vec<String> = words.into_iter().map(|word| phrase(word.as_ref())).collect();
    format!("({})", phrases.join(" OR "))
}
