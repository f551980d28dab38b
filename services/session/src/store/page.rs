//! Lists, page by page.

/// Which rows of a list: those after a row, newest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    /// Only rows with a number below this one.
    pub(crate) below: i64,
    /// The most rows.
    pub(crate) size: usize,
}

/// Which things of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Those that are not deleted.
    Kept,
    /// Deleted ones too.
    All,
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    /// The number of the last item, if more follow.
    pub(crate) last: Option<i64>,
}

impl<T> Listed<T> {
    /// The same with other items; those that there is none for are left out.
    pub(super) fn map<U>(self, other: impl FnMut(T) -> Option<U>) -> Listed<U> {
        Listed {
            last: self.last,
            items: self.items.into_iter().filter_map(other).collect(),
        }
    }

    /// Takes numbered rows, one more than the page has room for if there are as many.
    pub(super) fn new(mut rows: Vec<(i64, T)>, page: Page) -> Self {
        let has_more = rows.len() > page.size;
        rows.truncate(page.size);
        Self {
            last: rows.last().filter(|_| has_more).map(|(number, _)| *number),
            items: rows.into_iter().map(|(_, item)| item).collect(),
        }
    }
}
