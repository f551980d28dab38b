//! What a comment says in a word.

/// What a comment says in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CommentKind {
    /// Only what its text says.
    #[default]
    Note,
    /// Well told.
    Strong,
    /// Hard to follow.
    Unclear,
    /// "We" where the speaker's own part was asked for.
    WeForI,
    /// A claim with no figure to it.
    NoFigure,
    /// Too long for what it says.
    TooLong,
    /// Something that speaks against the speaker.
    RedFlag,
    /// Something that the interviewer evaluates.
    Signal,
}

impl CommentKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Note,
        Self::Strong,
        Self::Unclear,
        Self::WeForI,
        Self::NoFigure,
        Self::TooLong,
        Self::RedFlag,
        Self::Signal,
    ];

    /// The stable word for it, such as `we_for_i`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Strong => "strong",
            Self::Unclear => "unclear",
            Self::WeForI => "we_for_i",
            Self::NoFigure => "no_figure",
            Self::TooLong => "too_long",
            Self::RedFlag => "red_flag",
            Self::Signal => "signal",
        }
    }

    /// The kind of a stable word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What people call it; none where only the text says something.
    #[must_use]
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Note => None,
            Self::Strong => Some("Strong"),
            Self::Unclear => Some("Unclear"),
            Self::WeForI => Some("\u{201c}We\u{201d} for \u{201c}I\u{201d}"),
            Self::NoFigure => Some("No figure"),
            Self::TooLong => Some("Too long"),
            Self::RedFlag => Some("Red flag"),
            Self::Signal => Some("Signal"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in CommentKind::ALL {
            assert_eq!(CommentKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(CommentKind::from_name("Note"), None);
    }
}
