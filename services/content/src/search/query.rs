//! What people type, as words, and as expressions of FTS5's query language.

/// The most characters of a query that count.
const MAX_CHARACTERS: usize = 1_000;
/// The most words of a query that count.
const MAX_WORDS: usize = 32;
/// So many items SQLite ranks in two milliseconds.
pub(super) const FEW_ITEMS: u64 = 2_000;

/// A word of a query and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Words, each of which will do.
    pub(super) forms: Vec<String>,
    /// About how many items have one of them.
    pub(super) items: u64,
}

/// A way to look for terms.
#[derive(Debug, Default)]
pub(super) struct Expression {
    /// What an item must match.
    pub(super) matching: String,
    /// What it is ranked by, and what of it is highlighted: all of the other, or the rare words of it.
    pub(super) telling: String,
}

/// The words of a query, and of each whether it may be unfinished: it is the last one, and nothing comes after it.
pub(super) fn words_of_query(query: &str) -> Vec<(&str, bool)> {
    let query = match query.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => &query[..end],
        None => query,
    };
    let words = words(query).take(MAX_WORDS).map(|word| (word, false));
    let mut words: Vec<_> = words.collect();
    if let Some((_, is_unfinished)) = words.last_mut() {
        *is_unfinished = query.ends_with(is_of_word);
    }
    words
}

/// The words of a text. None has a character that means something to SQLite, and none is of accents alone.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_of_word(c))
        .filter(|word| word.contains(char::is_alphanumeric))
}

/// Whether a character is of a word. An accent may be a character of its own, after its letter.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}')
}

/// A word as FTS5 takes it, whatever it is.
pub(super) fn phrase(word: &str) -> String {
    format!("\"{word}\"")
}

/// Ways to look for terms, from the narrowest to the widest.
pub(super) fn expressions(terms: &[Term]) -> [Expression; 3] {
    let telling = telling(terms);
    [
        Expression {
            matching: joined(terms, " AND "),
            telling: joined(&telling, " AND "),
        },
        Expression::simple(joined(&telling, " OR ")),
        Expression::simple(joined(terms, " OR ")),
    ]
}

/// The rare terms, which say most about an item; in a small library, all of them. To rank by more takes long, because
/// SQLite goes through all items that have a term.
fn telling(terms: &[Term]) -> Vec<Term> {
    let mut terms = terms.to_vec();
    terms.sort_by_key(|term| term.items);
    let mut items = 0;
    let is_rare = |term: &&Term| {
        items += term.items;
        items <= FEW_ITEMS
    };
    let count = terms.iter().take_while(is_rare).count();
    terms.truncate(count.max(1));
    terms
}

fn joined(terms: &[Term], with: &str) -> String {
    let groups = terms.iter().map(|term| {
        let forms: Vec<String> = term.forms.iter().map(|form| phrase(form)).collect();
        format!("({})", forms.join(" OR "))
    });
    groups.collect::<Vec<_>>().join(with)
}

impl Expression {
    fn simple(expression: String) -> Self {
        Self {
            matching: expression.clone(),
            telling: expression,
        }
    }

    /// What an item matches by more than its body.
    pub(super) fn in_title_or_question(&self) -> String {
        format!("{{title asked}} : ({})", self.matching)
    }
}
