//! What `starling serve` is told: one file, and the environment over it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};
use starling_edge::{Bind, Limits, Names, Origin, TlsFiles, observe};
use starling_session::IssuerConfig;

use crate::addresses::BaseUrl;
use crate::failure::Failure;

/// Variables such as `STARLING__LISTEN__TCP` override the file.
const PREFIX: &str = "STARLING__";

/// Everything that can be said of a server. What is left out has its default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ServerConfig {
    /// The folder for everything that is kept; `--data-dir` wins over it.
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) listen: Listen,
    /// Needed to listen beyond this machine.
    pub(crate) tls: Option<Tls>,
    pub(crate) limits: EdgeLimits,
    pub(crate) keep: starling_session::Limits,
    /// The organisation whose users may call.
    pub(crate) oidc: Option<IssuerConfig>,
    pub(crate) observe: observe::Config,
}

/// Where, and by which names.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Listen {
    pub(crate) tcp: Vec<SocketAddr>,
    /// Names that clients call the server by, besides those of this machine.
    pub(crate) hosts: Vec<String>,
    /// Web pages that may call it, such as `https://starling.example.org`.
    pub(crate) origins: Vec<Origin>,
    /// Where coaches reach it, such as `https://starling.example.org`: what share links begin with. Its name and its pages
    /// are let in.
    pub(crate) public_url: Option<BaseUrl>,
}

/// PEM files, read again when they change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// [`Limits`], in whole seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EdgeLimits {
    pub(crate) connections: usize,
    pub(crate) calls_per_connection: u32,
    pub(crate) header_bytes: usize,
    pub(crate) first_bytes_seconds: u64,
    pub(crate) idle_seconds: u64,
    pub(crate) deadline_seconds: u64,
    pub(crate) lame_duck_seconds: u64,
    pub(crate) grace_seconds: u64,
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            tcp: vec![SocketAddr::from(([127, 0, 0, 1], 7350))],
            hosts: Vec::new(),
            origins: Vec::new(),
            public_url: None,
        }
    }
}

impl Default for EdgeLimits {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            connections: limits.connections,
            calls_per_connection: limits.calls_per_connection,
            header_bytes: limits.header_size,
            first_bytes_seconds: limits.first_bytes.as_secs(),
            idle_seconds: limits.idle.as_secs(),
            deadline_seconds: limits.deadline.as_secs(),
            lame_duck_seconds: limits.lame_duck.as_secs(),
            grace_seconds: limits.grace.as_secs(),
        }
    }
}

impl ServerConfig {
    /// Reads a file, if one is given, and the environment over it.
    ///
    /// # Errors
    /// A failure that names the file or the variable, the key, and what is wrong with its value.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.is_file() {
                let problem = format!("there is no configuration file {}", file.display());
                return Err(Failure::input(problem));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let read = figment.merge(Env::prefixed(PREFIX).split("__")).extract();
        read.map_err(|error| {
            let problems: Vec<_> = error
                .into_iter()
                .map(|error| one_line(&error.to_string()))
                .collect();
            Failure::input(format!(
                "the configuration is wrong: {}",
                problems.join("; ")
            ))
        })
    }

    /// Checks what can be checked without listening: the certificate and its key, and that an address beyond this machine
    /// has them.
    ///
    /// # Errors
    /// A failure that says what is wrong.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.addresses()
            .try_for_each(|address| address.check())
            .map_err(|error| Failure::input(error.to_string()))
    }

    /// The addresses to listen on.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = Bind> + '_ {
        self.listen.tcp.iter().map(|&address| Bind::Tcp {
            address,
            tls: self.tls.as_ref().map(|tls| TlsFiles {
                certificate: tls.certificate.clone(),
                key: tls.key.clone(),
            }),
        })
    }

    pub(crate) fn names(&self) -> Names {
        let public = self.listen.public_url.as_ref();
        let host = public.map(|url| url.host().to_owned());
        let origin = public.map(|url| url.origin().clone());
        Names {
            hosts: self.listen.hosts.iter().cloned().chain(host).collect(),
            origins: self.listen.origins.iter().cloned().chain(origin).collect(),
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        let limits = &self.limits;
        Limits {
            connections: limits.connections,
            calls_per_connection: limits.calls_per_connection,
            header_size: limits.header_bytes,
            first_bytes: Duration::from_secs(limits.first_bytes_seconds),
            idle: Duration::from_secs(limits.idle_seconds),
            deadline: Duration::from_secs(limits.deadline_seconds),
            lame_duck: Duration::from_secs(limits.lame_duck_seconds),
            grace: Duration::from_secs(limits.grace_seconds),
        }
    }
}

/// TOML's errors show the line with a mark below it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::*;

    #[track_caller]
    fn read(text: &str) -> Result<ServerConfig, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("starling.toml");
        fs::write(&file, text).unwrap();
        ServerConfig::read(Some(&file)).map_err(|failure| failure.to_string())
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let config = read("").unwrap();
        let loopback: SocketAddr = "127.0.0.1:7350".parse().unwrap();
        assert_eq!(config.listen.tcp, [loopback]);
        assert_eq!(config.limits.first_bytes_seconds, 5);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, named) in [
            ("listne = {}", "listne"),
            ("[listen]\ntcp = [\"everywhere\"]", "listen.tcp"),
            ("[limits]\nconnections = -1", "limits.connections"),
            (
                "[listen]\npublic_url = \"http://starling.example.org\"",
                "listen.public_url",
            ),
            (
                "[listen]\norigins = [\"https://starling.example.org/\"]",
                "listen.origins",
            ),
            ("[tls]\nkey = \"key.pem\"", "certificate"),
            ("[listen", "starling.toml"),
        ] {
            let problem = read(text).unwrap_err();
            assert!(problem.contains(named), "{problem}");
            assert!(!problem.contains('\n'), "{problem}");
        }
    }

    #[test]
    fn what_a_browser_says_of_the_public_address_is_let_in() {
        for text in [
            "https://Starling.example.org:443",
            "https://starling.example.org/",
        ] {
            let names = read(&format!("[listen]\npublic_url = \"{text}\""))
                .unwrap()
                .names();
            assert_eq!(names.hosts, ["starling.example.org"]);
            assert_eq!(
                names.origins,
                ["https://starling.example.org".parse().unwrap()]
            );
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_no_default() {
        let failure = ServerConfig::read(Some(Path::new("/nonexistent/starling.toml")));
        assert!(failure.unwrap_err().to_string().contains("/nonexistent"));
    }

    #[test]
    fn the_example_has_every_key_and_its_default() {
        let example = include_str!("../../../services/operations/starling.toml");
        let uncommented: String = example
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        let named: Value = Figment::from(Toml::string(&uncommented)).extract().unwrap();
        let read = serde_json::to_value(read(&uncommented).unwrap()).unwrap();
        let defaults = serde_json::to_value(ServerConfig::default()).unwrap();
        for (section, keys) in defaults.as_object().unwrap() {
            assert!(named.get(section).is_some(), "{section}");
            for (key, default) in keys.as_object().into_iter().flatten() {
                let example = named[section].get(key);
                let is_default =
                    example == Some(default) || default.is_null() || section == "listen";
                assert!(example.is_some() && is_default, "{section}.{key}");
            }
        }
        for section in ["tls", "oidc"] {
            let keys = read[section].as_object().unwrap();
            assert!(keys.values().all(|value| !value.is_null()), "{section}");
        }
    }
}
