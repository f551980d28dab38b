//! Secrets that let their holder in: 256 random bits each, written so that people, browsers and secret scanners can
//! tell them; stored as a hash only.
//!
//! Text form: a prefix, 52 characters with the bits and 6 with a check sum, in Crockford's base 32. As in his
//! definition, case does not matter, `o` is read as `0`, `i` and `l` as `1`.

use std::fmt;
use std::marker::PhantomData;

const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SECRET_SIZE: usize = 32;
/// Characters of 256 bits, and the bits that they leave over: zeros.
const SECRET_LEN: usize = 52;
/// Characters of the lowest 30 bits of the CRC-32C: 1 typing error in a thousand million goes unnoticed.
const SUM_LEN: usize = 6;

/// Opens a session for whoever has it, as a share link.
pub(crate) type LinkToken = Token<Link>;
/// What a redeemed share link gives, for the calls that follow.
pub(crate) type AccessToken = Token<AccessGrant>;

/// A secret. Its text is seen through `expose` alone; `Debug` hides it.
#[derive(Clone)]
pub(crate) struct Token<K> {
    secret: [u8; SECRET_SIZE],
    kind: PhantomData<K>,
}

/// What kind of token it is.
pub(crate) trait Kind {
    /// What its text begins with.
    const PREFIX: &'static str;
}

/// Of a share link.
#[derive(Clone)]
pub(crate) struct Link;
/// Of the access that a share link gave.
#[derive(Clone)]
pub(crate) struct AccessGrant;

impl Kind for Link {
    const PREFIX: &'static str = "starling_link_";
}
impl Kind for AccessGrant {
    const PREFIX: &'static str = "starling_access_";
}

/// A text that is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenError {
    /// Not of this kind at all.
    #[error("a token of this kind begins with `{0}`")]
    Prefix(&'static str),
    /// Cut, or mistyped.
    #[error("the token is damaged: copy it again, whole")]
    Damaged,
}

impl<K: Kind> Token<K> {
    /// A new secret, from the system's randomness.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut secret = [0; SECRET_SIZE];
        getrandom::fill(&mut secret)?;
        Ok(Self::new(secret))
    }

    fn new(secret: [u8; SECRET_SIZE]) -> Self {
        Self {
            secret,
            kind: PhantomData,
        }
    }

    /// Whether a text means to be a token of this kind.
    pub(crate) fn is_meant(text: &str) -> bool {
        text.starts_with(K::PREFIX)
    }

    /// Reads any text.
    ///
    /// # Errors
    /// [`TokenError`] for a text that is no token: another kind is told from a damaged one.
    pub(crate) fn parse(text: &str) -> Result<Self, TokenError> {
        let body = text
            .strip_prefix(K::PREFIX)
            .ok_or(TokenError::Prefix(K::PREFIX))?;
        let read = || {
            let digits = body.bytes().map(digit).collect::<Option<Vec<u8>>>()?;
            let (secret, sum) = digits.split_at_checked(SECRET_LEN)?;
            let secret = bytes(secret)?;
            (sum == checksum::<K>(&secret)).then_some(Self::new(secret))
        };
        // Longer than any token: not worth reading.
        let is_whole = body.len() == SECRET_LEN + SUM_LEN;
        is_whole.then(read).flatten().ok_or(TokenError::Damaged)
    }

    /// The text form, for whom the token is meant; nobody else may see it.
    pub(crate) fn expose(&self) -> String {
        let sum = checksum::<K>(&self.secret);
        let digits = digits(&self.secret).chain(sum);
        let body = digits.map(|digit| char::from(DIGITS[usize::from(digit)]));
        K::PREFIX.chars().chain(body).collect()
    }

    /// What may be stored. The secret cannot be guessed, so nothing slower is needed, as it is for passwords.
    pub(crate) fn hash(&self) -> blake3::Hash {
        blake3::hash(&self.secret)
    }
}

impl<K: Kind> fmt::Debug for Token<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", K::PREFIX)
    }
}

/// Five bits each, the last ones filled up with zeros.
fn digits(secret: &[u8; SECRET_SIZE]) -> impl Iterator<Item = u8> {
    (0..SECRET_LEN).map(|index| {
        let first_bit = index * 5;
        let byte = |at: usize| u16::from(secret.get(at).copied().unwrap_or(0));
        let pair = byte(first_bit / 8) << 8 | byte(first_bit / 8 + 1);
        (pair >> (11 - first_bit % 8)) as u8 & 31
    })
}

/// The bytes that [`digits`] made; none where the bits left over are not zeros.
fn bytes(digits: &[u8]) -> Option<[u8; SECRET_SIZE]> {
    let mut secret = [0; SECRET_SIZE];
    let (mut pending, mut bit_count, mut filled) = (0_u16, 0, 0);
    for digit in digits {
        pending = pending << 5 | u16::from(*digit);
        bit_count += 5;
        if bit_count >= 8 {
            bit_count -= 8;
            *secret.get_mut(filled)? = (pending >> bit_count) as u8;
            pending &= (1 << bit_count) - 1;
            filled += 1;
        }
    }
    (filled == SECRET_SIZE && pending == 0).then_some(secret)
}

/// The kind is summed too: a token under another prefix is a damaged one.
fn checksum<K: Kind>(secret: &[u8]) -> [u8; SUM_LEN] {
    let sum = crc32c::crc32c_append(crc32c::crc32c(K::PREFIX.as_bytes()), secret);
    std::array::from_fn(|index| (sum >> (5 * (SUM_LEN - 1 - index))) as u8 & 31)
}

fn digit(char: u8) -> Option<u8> {
    let char = match char.to_ascii_lowercase() {
        b'o' => b'0',
        b'i' | b'l' => b'1',
        char => char,
    };
    let place = DIGITS.iter().position(|digit| *digit == char)?;
    Some(place as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Worked out with Python's `base64.b32encode` and `google_crc32c`.
    #[test]
    fn the_text_form_is_fixed() {
        let token = LinkToken::new(std::array::from_fn(|index| index as u8));
        let expected = "starling_link_000g40r40m30e209185gr38e1w8124gk2gahc5rr34d1p70x3rfgdeg30a";
        assert_eq!(token.expose(), expected);
    }

    #[test]
    fn nothing_shows_a_token() {
        let token = LinkToken::random().unwrap();
        assert_eq!(format!("{token:?}"), "starling_link_…");
        let other = LinkToken::random().unwrap();
        assert_ne!(token.expose(), other.expose());
        assert_ne!(token.hash(), other.hash());
    }

    #[test]
    fn other_texts_are_told_from_damaged_ones() {
        #[track_caller]
        fn check(text: &str, expected: TokenError) {
            assert_eq!(LinkToken::parse(text).unwrap_err(), expected, "{text}");
        }
        let text = LinkToken::new([7; 32]).expose();
        check("", TokenError::Prefix("starling_link_"));
        check(
            "eyJhbGciOiJub25lIn0.e30.",
            TokenError::Prefix("starling_link_"),
        );
        check(
            &AccessToken::new([7; 32]).expose(),
            TokenError::Prefix("starling_link_"),
        );
        check("starling_link_", TokenError::Damaged);
        check(&text[..text.len() - 1], TokenError::Damaged);
        check(&format!("{text}0"), TokenError::Damaged);
        check(&format!("{text} "), TokenError::Damaged);
        check(
            &text.replace("starling_link_", "starling_link_u"),
            TokenError::Damaged,
        );
        // The right sum under another prefix.
        let disguised = AccessToken::new([7; 32]).expose().replace("access", "link");
        check(&disguised, TokenError::Damaged);
        check(
            &format!("starling_link_{}", "ä".repeat(29)),
            TokenError::Damaged,
        );
    }

    #[test]
    fn what_looks_alike_is_read_alike() {
        let token = LinkToken::new([0x08; 32]);
        let text = token.expose();
        let (prefix, body) = text.split_at("starling_link_".len());
        let alike = body.to_uppercase().replace('0', "O").replace('1', "I");
        let read = LinkToken::parse(&format!("{prefix}{alike}")).unwrap();
        assert_eq!(read.hash(), token.hash());
    }

    proptest! {
        #[test]
        fn a_token_is_read_as_it_is_written(secret: [u8; 32]) {
            let token = LinkToken::new(secret);
            let read = LinkToken::parse(&token.expose()).unwrap();
            prop_assert_eq!(read.secret, secret);
            prop_assert_eq!(read.hash(), token.hash());
        }

        #[test]
        fn any_text_is_refused_or_read(text: String, body in "[0-9A-Za-z_é]{0,80}") {
            let _ = LinkToken::parse(&text);
            let _ = LinkToken::parse(&format!("starling_link_{body}"));
        }

        #[test]
        fn a_mistyped_character_is_noticed(secret: [u8; 32], at in 0_usize..58, by in 1_u8..32) {
            let mut text = LinkToken::new(secret).expose().into_bytes();
            let at = "starling_link_".len() + at;
            let wrong = (digit(text[at]).unwrap() + by) % 32;
            text[at] = DIGITS[usize::from(wrong)];
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(LinkToken::parse(&text).unwrap_err(), TokenError::Damaged);
        }

        #[test]
        fn two_neighbours_swapped_are_noticed(secret: [u8; 32], at in 0_usize..57) {
            let mut text = LinkToken::new(secret).expose().into_bytes();
            let at = "starling_link_".len() + at;
            prop_assume!(text[at] != text[at + 1]);
            text.swap(at, at + 1);
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(LinkToken::parse(&text).unwrap_err(), TokenError::Damaged);
        }
    }
}
