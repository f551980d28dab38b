//! Addresses of audio: each a secret that nobody else can make, for one take, one caller and a quarter of an hour.
//!
//! `/audio/{expiry}.{content}.{session}.{link}.{mac}/{take}.wav`, where the MAC (keyed BLAKE3) is over all the rest. The
//! key is random for each process: a server that was started again refuses earlier addresses, and pages ask for others.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use starling_practice::{ShareLinkId, Slug, TakeId};

use super::PREFIX;
use crate::access::{Caller, Clock};

/// Long enough to hear an answer; a player that goes on later asks for another one.
const LIFETIME: Duration = Duration::from_secs(15 * 60);

/// Makes and reads addresses.
#[derive(Clone)]
pub(crate) struct Addresses {
    key: [u8; blake3::KEY_LEN],
    clock: Clock,
}

/// What an address leads to. There is one only of an address that was given, and has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) take: TakeId,
    pub(crate) content: Content,
    /// The link that it was given for; none for a user.
    link: Option<Slug>,
}

/// What is heard there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// The take's own bytes.
    AsItIs,
    /// The same with the comments as markers.
    WithComments,
}

impl Addresses {
    /// Addresses of this process.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub(crate) fn random(clock: Clock) -> Result<Self, getrandom::Error> {
        let mut key = [0; blake3::KEY_LEN];
        getrandom::fill(&mut key)?;
        Ok(Self { key, clock })
    }

    /// The path for a caller who may hear a take, and when it ends.
    pub(crate) fn give(
        &self,
        caller: &Caller,
        take: TakeId,
        content: Content,
    ) -> (String, SystemTime) {
        let address = Address {
            take,
            content,
            link: caller.link().map(|link| link.link.clone()),
        };
        self.sign(&address)
    }

    fn sign(&self, address: &Address) -> (String, SystemTime) {
        let now = self.clock.now().duration_since(UNIX_EPOCH);
        let expiry = (now.unwrap_or_default() + LIFETIME).as_secs();
        let content = address.content.as_str();
        let link = address.link.as_ref().map_or("", Slug::as_str);
        let TakeId { session, take } = &address.take;
        let signed = format!("{expiry}.{content}.{session}.{link}");
        let file = format!("{take}.wav");
        let mac = self.mac(&signed, &file).to_hex();
        let path = format!("{PREFIX}{signed}.{mac}/{file}");
        (path, UNIX_EPOCH + Duration::from_secs(expiry))
    }

    /// What a path leads to; none for one that was not given, or has ended.
    pub(crate) fn open(&self, path: &str) -> Option<Address> {
        let (token, file) = path.strip_prefix(PREFIX)?.split_once('/')?;
        let (signed, mac) = token.rsplit_once('.')?;
        // Compared in constant time.
        if blake3::Hash::from_hex(mac).ok()? != self.mac(signed, file) {
            return None;
        }
        let mut parts = signed.split('.');
        let expiry = Duration::from_secs(parts.next()?.parse().ok()?);
        let content = Content::parse(parts.next()?)?;
        let session = Slug::new(parts.next()?).ok()?;
        let link = match parts.next()? {
            "" => None,
            link => Some(Slug::new(link).ok()?),
        };
        let take = Slug::new(file.strip_suffix(".wav")?).ok()?;
        let is_over = self.clock.now() >= UNIX_EPOCH + expiry;
        (!is_over).then_some(Address {
            take: TakeId { session, take },
            content,
            link,
        })
    }

    fn mac(&self, signed: &str, file: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.key, format!("{signed}/{file}").as_bytes())
    }
}

impl Address {
    /// The link that it was given for; none for a user.
    pub(crate) fn link(&self) -> Option<ShareLinkId> {
        Some(ShareLinkId {
            session: self.take.session.clone(),
            link: self.link.clone()?,
        })
    }
}

impl Content {
    fn as_str(self) -> &'static str {
        match self {
            Self::AsItIs => "wav",
            Self::WithComments => "comments",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::AsItIs, Self::WithComments]
            .into_iter()
            .find(|content| content.as_str() == text)
    }
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Addresses")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Clock {
        Clock::stopped(UNIX_EPOCH + Duration::from_millis(seconds * 1_000 + 500))
    }

    fn slug(text: &str) -> Slug {
        Slug::new(text).unwrap()
    }

    fn address(link: Option<&str>) -> Address {
        Address {
            take: TakeId {
                session: slug("s1"),
                take: slug("t1"),
            },
            content: Content::AsItIs,
            link: link.map(slug),
        }
    }

    #[test]
    fn an_address_leads_back_to_what_it_was_given_for() {
        let addresses = Addresses::random(at(1_000)).unwrap();
        for link in [None, Some("l1")] {
            for content in [Content::AsItIs, Content::WithComments] {
                let address = Address {
                    content,
                    ..address(link)
                };
                let (path, _) = addresses.sign(&address);
                assert!(
                    path.starts_with("/audio/") && path.ends_with("/t1.wav"),
                    "{path}"
                );
                assert_eq!(addresses.open(&path), Some(address));
            }
        }
    }

    #[test]
    fn it_ends_after_a_quarter_of_an_hour() {
        let key = Addresses::random(at(1_000)).unwrap();
        let (path, end) = key.sign(&address(None));
        assert_eq!(end, UNIX_EPOCH + Duration::from_secs(1_900));
        for (now, is_open) in [(0, true), (1_899, true), (1_900, false), (9_999, false)] {
            let clock = at(now);
            let later = Addresses {
                clock,
                ..key.clone()
            };
            assert_eq!(later.open(&path).is_some(), is_open, "{now}");
        }
    }

    #[test]
    fn nothing_of_it_can_be_changed() {
        let addresses = Addresses::random(at(1_000)).unwrap();
        let (path, _) = addresses.sign(&address(Some("l1")));
        for at in 0..path.len() {
            for other in ['0', 'a', '.', '/'] {
                let mut changed = path.clone();
                changed.replace_range(at..=at, &other.to_string());
                assert_eq!(
                    addresses.open(&changed).is_some(),
                    changed == path,
                    "{changed}"
                );
            }
        }
        for (part, other) in [
            ("s1", "s2"),
            ("l1", ""),
            ("t1", "t2"),
            (".wav", ""),
            ("1900", "9900"),
        ] {
            assert_eq!(
                addresses.open(&path.replacen(part, other, 1)),
                None,
                "{part}"
            );
        }
        for other in [
            "",
            "/",
            "/audio/",
            "/audio/x/t1.wav",
            "/audio/..../t1.wav",
            &format!("{path}/x"),
        ] {
            assert_eq!(addresses.open(other), None, "{other}");
        }
    }

    #[test]
    fn another_process_takes_none_of_it() {
        let (path, _) = Addresses::random(at(1_000)).unwrap().sign(&address(None));
        assert_eq!(Addresses::random(at(1_000)).unwrap().open(&path), None);
    }
}
