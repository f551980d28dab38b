//! Before every call: which rule it falls under, and who calls.

use starling_edge::{Expulsion, Guard, LocalToken, Peer};
use tonic::Status;
use tonic::codegen::http::HeaderMap;
use tonic::codegen::http::header::AUTHORIZATION;
use tonic::codegen::http::request::Parts;

use super::links::Links;
use super::oidc::Issuer;
use super::permit::Caller;
use super::principal::Principal;
use super::refusal::Refusal;
use super::rules::{Rule, Rules};
use super::token::AccessToken;
use crate::store::ShareLinkStore;

/// Lets calls in by the table of rules.
#[derive(Debug, Clone)]
pub(crate) struct Gate<S> {
    rules: Rules,
    links: Links<S>,
    local: Option<LocalToken>,
    issuer: Option<Issuer>,
}

impl<S: ShareLinkStore + Clone + Send + Sync + 'static> Gate<S> {
    /// A gate for these rules. `local` opens it to the machine's user by TCP, `issuer` to the users of an organisation.
    pub(crate) fn new(
        rules: Rules,
        links: Links<S>,
        local: Option<LocalToken>,
        issuer: Option<Issuer>,
    ) -> Self {
        Self {
            rules,
            links,
            local,
            issuer,
        }
    }

    /// Who calls a method, and until when; none where it does not matter: for an open method, and for none at all, which
    /// is the router's to refuse.
    async fn caller(&self, call: &Parts) -> Result<Option<(Caller, Expulsion)>, Refusal> {
        let (method, rule) = match self.rules.of(call.uri.path()) {
            None | Some((_, Rule::Open)) => return Ok(None),
            Some(found) => found,
        };
        let (principal, expulsion) = self.principal(call).await?;
        if rule == Rule::Owning && principal.owner().is_none() {
            return Err(Refusal::OwnerNeeded);
        }
        let caller = Caller {
            principal,
            rule,
            method: method.clone(),
        };
        Ok(Some((caller, expulsion)))
    }

    /// Credentials count wherever they come from: a proxy on a Unix socket is its callers, not the machine's user.
    async fn principal(&self, call: &Parts) -> Result<(Principal, Expulsion), Refusal> {
        let peer = Peer::of(&call.extensions);
        let Some(credentials) = bearer(&call.headers)? else {
            return if peer.is_remote() {
                Err(Refusal::CredentialsMissing)
            } else {
                Ok((Principal::Machine, Expulsion::never()))
            };
        };
        if AccessToken::is_meant(credentials) {
            let token = AccessToken::parse(credentials);
            let token = token.map_err(|_| Refusal::CredentialsUnknown)?;
            return self.links.principal(&token).await;
        }
        if self.is_local(credentials, peer) {
            return Ok((Principal::Machine, Expulsion::never()));
        }
        match &self.issuer {
            Some(issuer) if is_jwt(credentials) => issuer.user(credentials).await,
            _ => Err(Refusal::CredentialsUnknown),
        }
    }

    fn is_local(&self, credentials: &str, peer: Peer) -> bool {
        let comes_from_here = match peer {
            Peer::InProcess | Peer::Unix { .. } => true,
            Peer::Tcp { address, .. } => address.ip().to_canonical().is_loopback(),
        };
        let local = self.local.as_ref().filter(|_| comes_from_here);
        local.is_some_and(|local| local.is(credentials.as_bytes()))
    }
}

impl<S: ShareLinkStore + Clone + Send + Sync + 'static> Guard for Gate<S> {
    async fn admit(&self, call: &mut Parts) -> Result<Expulsion, Status> {
        let Some((caller, expulsion)) = self.caller(call).await? else {
            return Ok(Expulsion::never());
        };
        call.extensions.insert(caller);
        Ok(expulsion)
    }

    fn demands_credentials(&self) -> bool {
        true
    }
}

/// The credentials of a call; none where it has none.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let value = value.to_str().ok().filter(|_| values.next().is_none());
    match value.and_then(|value| value.split_once(' ')) {
        Some((scheme, credentials)) if scheme.eq_ignore_ascii_case("bearer") => {
            Ok(Some(credentials.trim()))
        }
        _ => Err(Refusal::CredentialsUnknown),
    }
}

fn is_jwt(credentials: &str) -> bool {
    credentials.split('.').count() == 3
}

#[cfg(test)]
mod tests;
