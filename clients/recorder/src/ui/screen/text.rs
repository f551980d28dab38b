//! Text that has to fit.

use ratatui::text::Span;

/// As much of a text as fits into so many cells, with `…` where something is missing.
pub(super) fn shorten(text: &str, width: u16) -> String {
    let width = usize::from(width);
    if cells(text) <= width {
        return text.to_owned();
    }
    let mut short = String::new();
    for char in text.chars() {
        short.push(char);
        if cells(&short) >= width {
            short.pop();
            break;
        }
    }
    if width > 0 {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    short
}

/// A text in lines of so many cells, broken between words where that is possible.
pub(super) fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if cells(line) + 1 + cells(word) <= usize::from(width) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shorten(word, width)),
        }
    }
    lines
}

/// The first `count` lines, the last one with `…` where that leaves something out.
pub(super) fn first_lines(mut lines: Vec<String>, count: u16, width: u16) -> Vec<String> {
    let count = usize::from(count);
    if lines.len() > count {
        lines.truncate(count);
        if let Some(last) = lines.last_mut() {
            *last = shorten(&format!("{last} …"), width);
        }
    }
    lines
}

fn cells(text: &str) -> usize {
    Span::raw(text).width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shortened_only_where_it_does_not_fit() {
        for (text, width, expected) in [
            ("Situation", 9, "Situation"),
            ("Situation", 8, "Situati…"),
            ("Business context", 10, "Business…"),
            ("状況説明", 8, "状況説明"),
            ("状況説明", 7, "状況説…"),
            ("状況説明", 6, "状況…"),
            ("ab", 1, "…"),
            ("ab", 0, ""),
        ] {
            assert_eq!(shorten(text, width), expected, "{text} in {width}");
        }
    }

    #[test]
    fn a_text_is_broken_between_words() {
        for (text, width, expected) in [
            ("one two three", 13, "one two three"),
            ("one two three", 12, "one two|three"),
            ("one  two\nthree", 3, "one|two|th…"),
            ("", 5, ""),
        ] {
            assert_eq!(wrap(text, width).join("|"), expected, "{text} in {width}");
        }
    }

    #[test]
    fn lines_left_out_are_not_hidden() {
        let lines = || wrap("one two three four", 9);
        assert_eq!(lines().join("|"), "one two|three|four");
        for (count, expected) in [
            (3, "one two|three|four"),
            (2, "one two|three …"),
            (1, "one two …"),
            (0, ""),
        ] {
            assert_eq!(first_lines(lines(), count, 9).join("|"), expected);
        }
    }
}
