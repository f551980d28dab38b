//! A page, and how far it has been read.

use super::found::Found;
use crate::page::{Line, Page};

/// A page as it is laid out, and the part of it that is seen.
#[derive(Debug, Default)]
pub(super) struct Reading {
    page: Option<Page>,
    /// The page in lines; none where it is not laid out for its width yet.
    lines: Option<Vec<Line>>,
    width: usize,
    /// The first line that is seen.
    line: usize,
    /// How many lines there is room for.
    room: usize,
    /// The lines with words that were found.
    found: Vec<usize>,
}

impl Reading {
    /// Takes another page, or the same page anew, which is read on where it was.
    pub(super) fn show(&mut self, page: Page) {
        self.page = Some(page);
        self.lines = None;
    }

    /// Lays the page out, if it is not yet, and gives the lines that are seen.
    pub(super) fn lay_out(&mut self, width: usize, room: usize, found: &Found) -> &[Line] {
        if width != self.width {
            self.lines = None;
        }
        (self.width, self.room) = (width, room);
        let page = self.page.as_ref();
        let lines = self
            .lines
            .get_or_insert_with(|| page.map(|page| page.lines(width)).unwrap_or_default());
        let has_found = |line: &Line| {
            line.iter()
                .any(|run| found.within(&run.text).next().is_some())
        };
        let are_found = lines.iter().enumerate().filter(|(_, line)| has_found(line));
        self.found = are_found.map(|(index, _)| index).collect();
        let last = lines.len().saturating_sub(room);
        self.line = self.line.min(last);
        &lines[self.line..lines.len().min(self.line + room)]
    }

    /// How many lines there are below what is seen.
    pub(super) fn left(&self) -> usize {
        self.last().saturating_sub(self.line)
    }

    pub(super) fn begin(&mut self) {
        self.line = 0;
    }

    /// Reads on, but for two lines to go on from, or back.
    pub(super) fn turn(&mut self, pages: isize) {
        let step = self.room.saturating_sub(2).max(1) as isize;
        let line = self.line.saturating_add_signed(pages * step);
        self.line = line.min(self.last());
    }

    /// Goes to the next line with words that were found; from the last one to the first.
    pub(super) fn find(&mut self) {
        let below = self.found.iter().find(|line| **line > self.line);
        if let Some(line) = below.filter(|_| self.left() > 0).or(self.found.first()) {
            self.line = (*line).min(self.last());
        }
    }

    /// The line to begin with that shows the end.
    fn last(&self) -> usize {
        let count = self.lines.as_ref().map_or(0, Vec::len);
        count.saturating_sub(self.room)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use starling_proto::convert::SearchHit;

    use super::*;
    use crate::item::Item;
    use crate::page::{self, Around};

    /// A page of 25 lines, with a word in its first, 13th and last one.
    fn reading() -> (Reading, Found) {
        let mut points = vec!["a point"; 17];
        points[8] = "a zebra";
        let guidance = json!({
            "pack": "p", "id": "i", "title": "Zebra", "level": null, "topic": "zebra", "text": "Text.",
            "points": points, "source": "",
        });
        let item = Item::Guidance(serde_json::from_value(guidance).unwrap());
        let mut reading = Reading::default();
        reading.show(page::of(&item, &Around::default()));
        let hit = SearchHit {
            collection: item.head().collection,
            item: item.id(),
            title: String::new(),
            level: None,
            snippet: "zebra".to_owned(),
            highlights: std::iter::once(0..5).collect(),
            score: 1.0,
        };
        (reading, Found::of(&[hit]))
    }

    #[test]
    fn a_page_is_read_to_its_end_and_back() {
        let (mut reading, found) = reading();
        let mut check = |step: fn(&mut Reading), line: usize, left: usize| {
            step(&mut reading);
            assert_eq!(reading.lay_out(80, 10, &found).len(), 10);
            assert_eq!((reading.line, reading.left()), (line, left));
        };
        check(|_| (), 0, 15);
        check(|reading| reading.turn(-1), 0, 15);
        check(|reading| reading.turn(1), 8, 7);
        check(|reading| reading.turn(1), 15, 0);
        check(|reading| reading.turn(1), 15, 0);
        check(|reading| reading.turn(-1), 7, 8);
        check(Reading::find, 12, 3);
        check(Reading::find, 15, 0);
        check(Reading::find, 0, 15);
        check(|reading| reading.turn(2), 15, 0);
        check(Reading::begin, 0, 15);
    }

    #[test]
    fn a_short_page_stays_where_it_is() {
        for mut reading in [Reading::default(), reading().0] {
            for room in [30, 25] {
                reading.turn(3);
                reading.find();
                let count = reading.lay_out(80, room, &Found::default()).len();
                assert!([0, 25].contains(&count), "{count}");
                assert_eq!((reading.line, reading.left()), (0, 0));
            }
        }
    }
}
