//! What a server is called, and which web pages may call it.
//!
//! Any web page can send requests to this machine, and by a name of its own that resolves to 127.0.0.1 (DNS rebinding)
//! it may read the answers too. Its browser tells both names.

use http::header::{HOST, HeaderValue, ORIGIN};
use http::request::Parts;
use http::uri::Authority;
use starling_proto::error::status;
use tonic::{Code, Status};

use crate::origin::Origin;
use crate::peer::Peer;

/// The names that are let in by TCP.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Hosts that clients may call us by, without port; besides localhost, 127.0.0.1, \[::1] and the addresses that are
    /// listened on.
    pub hosts: Vec<String>,
    /// Origins of web pages that may call, such as `https://starling.example.org`, besides our own pages.
    pub origins: Vec<Origin>,
}

const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

impl Names {
    /// Whether the call names us and its page as it may. Unix sockets and this process have no web pages, and clients
    /// call them by any name.
    pub(crate) fn check(&self, call: &Parts) -> Result<(), Status> {
        if !Peer::of(&call.extensions).is_remote() {
            return Ok(());
        }
        if !self.has_host(call) {
            return Err(status(
                Code::PermissionDenied,
                "HOST_NOT_ALLOWED",
                "this server does not go by that name; call it localhost, or add the name to its hosts",
            ));
        }
        if !self.has_origin(call) {
            return Err(status(
                Code::PermissionDenied,
                "ORIGIN_NOT_ALLOWED",
                "web pages of that origin may not call; add it to the server's origins",
            ));
        }
        Ok(())
    }

    /// Whether the call comes from no web page, or from one that may.
    pub(crate) fn has_origin(&self, call: &Parts) -> bool {
        let mut origins = call.headers.get_all(ORIGIN).iter();
        origins.all(|origin| {
            read(origin).is_some_and(|origin| self.is_known(&origin) || is_own(&origin, call))
        })
    }

    /// Whether the pages of an origin may call, besides our own ones.
    fn is_known(&self, origin: &Origin) -> bool {
        self.origins.contains(origin)
    }

    /// The same by what a browser sends.
    pub(crate) fn has_known(&self, origin: &HeaderValue) -> bool {
        read(origin).is_some_and(|origin| self.is_known(&origin))
    }

    fn has_host(&self, call: &Parts) -> bool {
        authority(call).is_some_and(|authority| {
            let host = authority.host();
            let hosts = self.hosts.iter().map(String::as_str).chain(LOCAL);
            { hosts }.any(|allowed| host.eq_ignore_ascii_case(allowed))
        })
    }
}

/// Whether an origin is that of the pages that we serve ourselves, by the name that the call has for us. That the name is
/// ours is asked apart.
fn is_own(origin: &Origin, call: &Parts) -> bool {
    let Peer::Tcp { tls, .. } = Peer::of(&call.extensions) else {
        return false;
    };
    let own = authority(call).and_then(|called| Origin::of(tls, &called));
    own.as_ref() == Some(origin)
}

fn read(origin: &HeaderValue) -> Option<Origin> {
    origin.to_str().ok()?.parse().ok()
}

/// What the call says that we are called.
fn authority(call: &Parts) -> Option<Authority> {
    if let Some(authority) = call.uri.authority() {
        return Some(authority.clone());
    }
    let host = call.headers.get(HOST)?;
    Authority::try_from(host.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[track_caller]
    fn check(authority: Option<&str>, headers: &[(&str, &str)], expected: Option<&str>) {
        let names = Names {
            hosts: vec!["starling.example.org".to_owned()],
            origins: vec!["https://starling.example.org:443".parse().unwrap()],
        };
        let address = "192.0.2.1:1".parse().unwrap();
        let uri = authority.map_or("/a.B/C".to_owned(), |name| format!("http://{name}/a.B/C"));
        let tcp = Peer::Tcp {
            address,
            tls: false,
        };
        for (peer, expected) in [
            (tcp, expected),
            (Peer::InProcess, None),
            (Peer::Unix { uid: 1 }, None),
        ] {
            let mut request = Request::builder().uri(&uri).extension(peer);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let refused = names.check(&parts).err();
            let reason =
                refused.map(|status| starling_proto::error::CallError::from(status).reason);
            assert_eq!(reason.as_deref(), expected, "{peer:?}");
        }
    }

    #[test]
    fn hosts() {
        let refused = Some("HOST_NOT_ALLOWED");
        for host in [
            "localhost",
            "LOCALHOST:7350",
            "127.0.0.1:7350",
            "[::1]",
            "[::1]:7350",
            "starling.example.org",
        ] {
            check(Some(host), &[], None);
            check(None, &[("host", host)], None);
        }
        for host in [
            "example.org",
            "127.0.0.2",
            "localhost.example.org:7350",
            "localhost@example.org",
            "localhost.",
        ] {
            check(Some(host), &[], refused);
            check(None, &[("host", host)], refused);
        }
        check(None, &[], refused);
        check(None, &[("host", "a b")], refused);
        // What HTTP/2 calls the server counts, not what a header adds.
        check(Some("example.org"), &[("host", "localhost")], refused);
    }

    #[test]
    fn origins() {
        let refused = Some("ORIGIN_NOT_ALLOWED");
        let own = ("origin", "https://starling.example.org");
        check(Some("localhost"), &[own], None);
        let written_out = ("origin", "https://starling.example.org:443");
        check(Some("localhost"), &[written_out], None);
        for origin in ["null", "http://starling.example.org", "https://example.org"] {
            check(Some("localhost"), &[("origin", origin)], refused);
            check(Some("localhost"), &[own, ("origin", origin)], refused);
        }
    }

    #[test]
    fn our_own_pages() {
        let page = |origin| [("origin", origin)];
        check(Some("localhost:7350"), &page("http://localhost:7350"), None);
        check(Some("LOCALHOST:7350"), &page("http://localhost:7350"), None);
        // Browsers leave the scheme's port out; not everybody else does.
        check(Some("localhost:80"), &page("http://localhost"), None);
        check(Some("localhost"), &page("http://localhost:80"), None);
        check(
            None,
            &[("host", "[::1]:7350"), ("origin", "http://[::1]:7350")],
            None,
        );
        let foreign = Some("ORIGIN_NOT_ALLOWED");
        for origin in [
            // Another program of this machine.
            "http://localhost:7351",
            "http://localhost",
            "http://127.0.0.1:7350",
            // The peer's connection is in clear.
            "https://localhost:7350",
            "localhost:7350",
            "http://localhost:7350/",
            "http://user@localhost:7350",
        ] {
            check(Some("localhost:7350"), &page(origin), foreign);
        }
        // A page by whose name we are reached, though it is none of ours.
        let rebound = "evil.example.org:7350";
        check(
            Some(rebound),
            &page("http://evil.example.org:7350"),
            Some("HOST_NOT_ALLOWED"),
        );
    }
}
