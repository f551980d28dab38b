//! Where the coach's page is reached: a server writes it into the data folder, and other commands read it there.

use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use starling_edge::Origin;
use starling_recorder::library::write_durably;

use crate::output::tell;

/// The first default of `listen.tcp`.
const USUAL: &str = "http://127.0.0.1:7350";
/// The file, in the folder of the sessions.
const FILE: &str = "addresses.json";

/// Where browsers reach a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Addresses {
    /// What its configuration says that others call it by.
    pub(crate) public: Option<BaseUrl>,
    /// Where it listens.
    pub(crate) listening: Vec<BaseUrl>,
}

/// The file is there while this is.
#[derive(Debug)]
pub(crate) struct Published(PathBuf);

/// Scheme, host and port, such as `https://starling.example.org`: where its pages are, and so their origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct BaseUrl(Origin);

impl Addresses {
    /// Those of a server that is known by one URL.
    pub(crate) fn known_by(url: BaseUrl) -> Self {
        Self {
            public: Some(url),
            listening: Vec::new(),
        }
    }

    /// Writes them where other commands find them. A disk that is full keeps no server from starting: they say then that
    /// they do not know where it is.
    pub(crate) fn publish(&self, sessions: &Path) -> Published {
        let file = sessions.join(FILE);
        let json = serde_json::to_vec(self).expect("addresses are texts");
        if let Err(error) = write_durably(&file, &json) {
            // A killed server may have left one, with addresses of its own.
            let _ = fs::remove_file(&file);
            tell(format_args!(
                "starling: `starling share` will not know these addresses: cannot write {}: {error}",
                file.display()
            ));
        }
        Published(file)
    }

    /// Those of the server that has the folder; none where it serves no page. Only for who knows that one has it: a
    /// killed server leaves its file.
    pub(crate) fn read(sessions: &Path) -> Option<Self> {
        let json = fs::read(sessions.join(FILE)).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// For a coach elsewhere.
    pub(crate) fn for_others(&self) -> Option<BaseUrl> {
        let reached = self.listening.iter().find(|url| url.is_reached_by_others());
        let url = self.public.as_ref().or(reached).cloned();
        url.or_else(|| self.listening.first().map(BaseUrl::on_this_machine))
    }

    /// For the user of this machine, whose token stays on it where it can.
    pub(crate) fn for_this_user(&self) -> Option<BaseUrl> {
        let local = self.listening.iter().find(|url| url.is_loopback());
        let url = local.or(self.public.as_ref()).cloned();
        url.or_else(|| self.listening.first().map(BaseUrl::on_this_machine))
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        // A file that stays is not read where nobody serves.
        let _ = fs::remove_file(&self.0);
    }
}

impl BaseUrl {
    /// Takes what people write; a slash at the end is left out.
    ///
    /// # Errors
    /// A sentence, where it is no such URL, or leads to another machine in clear.
    pub(crate) fn new(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no address of a server; write it like https://starling.example.org or {USUAL}"
            )
        };
        let url = text.strip_suffix('/').unwrap_or(text);
        let url = Self(url.parse().map_err(|_| wrong())?);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
        if !url.host().chars().all(is_name) {
            return Err(wrong());
        }
        if !url.0.is_secure() && !url.is_loopback() && !url.is_anywhere() {
            return Err(format!(
                "`{text}` would send recordings in clear over the network; write https://"
            ));
        }
        Ok(url)
    }

    /// Where a server is that was told nothing else.
    pub(crate) fn usual() -> Self {
        Self(USUAL.parse().expect("it is an origin"))
    }

    /// The page with what opens it, in the part that browsers keep to themselves.
    pub(crate) fn page(&self, fragment: &str) -> String {
        format!("{}/#{fragment}", self.0)
    }

    /// Whether it leads to the machine that it is opened on.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost" || self.ip().is_some_and(|ip| ip.is_loopback())
    }

    /// Its name or address, as HTTP writes it.
    pub(crate) fn host(&self) -> &str {
        self.0.host()
    }

    /// What browsers say of its pages.
    pub(crate) fn origin(&self) -> &Origin {
        &self.0
    }

    fn ip(&self) -> Option<IpAddr> {
        self.host().trim_matches(['[', ']']).parse().ok()
    }

    /// Whether it stands for every address of the machine, which is none that a browser can go to.
    fn is_anywhere(&self) -> bool {
        self.ip().is_some_and(|ip| ip.is_unspecified())
    }

    fn is_reached_by_others(&self) -> bool {
        !self.is_loopback() && !self.is_anywhere()
    }

    fn on_this_machine(&self) -> Self {
        let loopback = match self.ip() {
            Some(IpAddr::V6(_)) => "[::1]",
            Some(IpAddr::V4(_)) | None => "127.0.0.1",
        };
        if self.is_anywhere() {
            Self(self.0.at(loopback))
        } else {
            self.clone()
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(public: Option<&str>, listening: &[&str], others: &str, this_user: &str) {
        let url = |text: &str| BaseUrl::new(text).unwrap();
        let addresses = Addresses {
            public: public.map(url),
            listening: listening.iter().copied().map(url).collect(),
        };
        assert_eq!(addresses.for_others(), Some(url(others)));
        assert_eq!(addresses.for_this_user(), Some(url(this_user)));
    }

    #[test]
    fn coaches_get_the_public_address_and_the_user_stays_on_the_machine() {
        let public = "https://starling.example.org";
        let here = "http://127.0.0.1:7350";
        check(None, &[here], here, here);
        check(Some(public), &[here], public, here);
        check(
            None,
            &["https://192.0.2.1:443", here],
            "https://192.0.2.1:443",
            here,
        );
        check(Some(public), &["https://0.0.0.0:443"], public, public);
        let anywhere = ["https://0.0.0.0:7350"];
        check(
            None,
            &anywhere,
            "https://127.0.0.1:7350",
            "https://127.0.0.1:7350",
        );
        check(
            None,
            &["https://[::]:7350"],
            "https://[::1]:7350",
            "https://[::1]:7350",
        );
    }

    #[test]
    fn where_they_cannot_be_written_nobody_reads_those_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let of = |url| Addresses::known_by(BaseUrl::new(url).unwrap());
        let before = of("https://before.example.org");
        // Left by a server that was killed.
        std::mem::forget(before.publish(folder.path()));
        assert_eq!(Addresses::read(folder.path()), Some(before));
        // Where a draft is to be written, there is something else.
        fs::create_dir(folder.path().join("addresses.new")).unwrap();
        let _published = of("https://now.example.org").publish(folder.path());
        assert_eq!(Addresses::read(folder.path()), None);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "starling.example.org",
            "ftp://starling.example.org",
            "https://",
            "https://a b",
            "https://a/path",
            "https://a#x",
            "https://user@a",
            "http://starling.example.org",
            "http://192.0.2.1",
            "https://a:b",
            "https://a:443:443",
        ] {
            assert!(BaseUrl::new(text).is_err(), "{text}");
        }
        for text in ["https://Example.org/", "https://example.org:443"] {
            let page = BaseUrl::new(text).unwrap().page("link=x");
            assert_eq!(page, "https://example.org/#link=x");
        }
    }
}
