//! Pages: blocks of words, each in the tone in which it is said.

/// What is read from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Page {
    blocks: Vec<Block>,
    gap: bool,
}

/// Words on lines of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Whether an empty line comes before it.
    pub(super) gap: bool,
    /// What stands before its first line; the others are indented as far.
    pub(super) marker: String,
    pub(super) words: Vec<Run>,
}

/// Words in a tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) tone: Tone,
    pub(crate) text: String,
}

/// How words stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Most of the text.
    Plain,
    /// What can be overlooked.
    Quiet,
    /// What is looked for.
    Strong,
    /// What is to be taken with care.
    Care,
}

/// What is told in a word or two, and what it is called.
pub(super) type Fact = (&'static str, String);

impl Page {
    /// A page of something that is of a kind, and for a level or for all.
    pub(super) fn new(title: &str, kind: &str, level: Option<&str>) -> Self {
        let mut page = Self {
            blocks: Vec::new(),
            gap: false,
        };
        let about = [Some(kind), level];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        page.heading(title, &about.join(" · "));
        page
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Parts what comes from what was before.
    pub(super) fn gap(&mut self) {
        self.gap = !self.blocks.is_empty();
    }

    /// A heading, and a few quiet words after it.
    pub(super) fn heading(&mut self, heading: &str, note: &str) {
        self.heading_in(Tone::Strong, heading, note);
    }

    pub(super) fn heading_in(&mut self, tone: Tone, heading: &str, note: &str) {
        self.gap();
        let mut words = vec![Run::new(tone, heading)];
        if !note.is_empty() {
            words.push(Run::new(Tone::Quiet, format!("  {note}")));
        }
        self.push("", words);
    }

    /// Paragraphs, as an empty line parts them.
    pub(super) fn paragraphs(&mut self, text: &str) {
        self.paragraphs_in(Tone::Plain, text);
    }

    pub(super) fn paragraphs_in(&mut self, tone: Tone, text: &str) {
        for paragraph in text.split("\n\n").filter(|text| !text.trim().is_empty()) {
            self.push("", vec![Run::new(tone, paragraph)]);
            self.gap();
        }
    }

    /// A bullet.
    pub(super) fn bullet(&mut self, text: &str) {
        self.push("- ", vec![Run::new(Tone::Plain, text)]);
    }

    /// A heading and its bullets; nothing where there are none.
    pub(super) fn bullets(&mut self, heading: &str, bullets: &[String]) {
        if bullets.is_empty() {
            return;
        }
        self.heading(heading, "");
        for bullet in bullets {
            self.bullet(bullet);
        }
    }

    /// Points that count from 1.
    pub(super) fn numbered(&mut self, points: &[String]) {
        for (number, point) in (1..).zip(points) {
            self.push(&format!("{number}. "), vec![Run::new(Tone::Plain, point)]);
        }
    }

    /// Facts below each other, after a gap; those that are empty are left out.
    pub(super) fn facts<Label: AsRef<str>>(&mut self, facts: &[(Label, String)]) {
        let facts = facts.iter().map(|(label, fact)| (label.as_ref(), fact));
        let facts: Vec<_> = facts.filter(|(_, fact)| !fact.is_empty()).collect();
        let widths = facts.iter().map(|(label, _)| label.chars().count());
        let width = widths.max().unwrap_or(0);
        self.gap();
        for (label, fact) in facts {
            self.push(
                &format!("{label:width$}  "),
                vec![Run::new(Tone::Plain, fact)],
            );
        }
    }

    /// A remark that can be overlooked; nothing where it is empty.
    pub(super) fn remark(&mut self, text: &str) {
        if !text.is_empty() {
            self.push("", vec![Run::new(Tone::Quiet, text)]);
        }
    }

    pub(super) fn push(&mut self, marker: &str, words: Vec<Run>) {
        self.blocks.push(Block {
            gap: std::mem::take(&mut self.gap),
            marker: marker.to_owned(),
            words,
        });
    }
}

impl Run {
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }
}
