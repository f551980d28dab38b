//! The handlers' only way to the store: through a permit, which only an authorised caller gets.
//!
//! A handler says whose session it is about to touch, in one line; what it may do with it stands in the table of
//! rules, by its method. So a handler can neither forget to ask nor ask for the wrong thing.

use std::sync::Arc;

use starling_practice::{ShareLinkId, Slug};
use tonic::{Code, Request};

use super::audit::Audit;
use super::owners::Owners;
use super::principal::Principal;
use super::refusal::Refusal;
use super::role::{Action, Role};
use super::rules::Rule;
use crate::playback::Address;
use crate::store::{Owner, Reviewer, SessionStore};

/// Comes several times a second, after an OpenUpload of the same caller, which is in the audit log.
const UNLOGGED: &str = "/starling.session.v1.TakeUploadService/AppendUpload";

/// Guards a store.
#[derive(Debug, Clone)]
pub(crate) struct Access<S> {
    store: S,
    owners: Owners,
    audit: Audit,
}

/// Whoever makes a call, with the rule of its method. The gate puts it into the request's extensions.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(super) principal: Principal,
    pub(super) rule: Rule,
    /// The path of the method.
    pub(super) method: Arc<str>,
}

/// Leave to do with one session what the method is there for.
#[derive(Debug)]
pub(crate) struct Permit<'a, S> {
    store: &'a S,
    pub(super) role: Role,
    owner: Owner,
    author: String,
}

/// Leave to make sessions, and to do things with all of one's own.
#[derive(Debug)]
pub(crate) struct OwnerPermit<'a, S> {
    store: &'a S,
    owner: Owner,
    author: String,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// The caller may not know that it is there.
    NotFound,
    /// The caller knows that it is there, and has a role that does not suffice.
    Forbidden(Role),
}

/// What a principal is to a session, if it may do this with it.
///
/// # Errors
/// [`Denied`] where it may not.
pub(crate) fn authorize(
    principal: &Principal,
    action: Action,
    owner: &Owner,
    session: &Slug,
) -> Result<Role, Denied> {
    let role = role_of(principal, owner, session).ok_or(Denied::NotFound)?;
    if role.may(action) {
        Ok(role)
    } else {
        Err(Denied::Forbidden(role))
    }
}

fn role_of(principal: &Principal, owner: &Owner, session: &Slug) -> Option<Role> {
    match principal {
        Principal::Link(link) => (link.link.session == *session).then(|| link.role.into()),
        _ if principal.owner().as_ref() == Some(owner) => Some(Role::Owner),
        // Whoever runs the server could remove its files: better in good order.
        Principal::Machine | Principal::User { is_admin: true, .. } => Some(Role::Admin),
        Principal::User { .. } => None,
    }
}

impl<S: SessionStore> Access<S> {
    /// Guards a store from now on.
    pub(crate) fn new(store: S, audit: Audit) -> Self {
        Self {
            store,
            owners: Owners::default(),
            audit,
        }
    }

    /// Lets a caller do with a session what the called method is there for.
    ///
    /// # Errors
    /// NOT_FOUND for a session that the caller may not know of, PERMISSION_DENIED where its role does not suffice.
    pub(crate) async fn session(
        &self,
        caller: &Caller,
        session: &Slug,
    ) -> Result<Permit<'_, S>, Refusal> {
        let Rule::On(action) = caller.rule else {
            return Err(Refusal::Unguarded("this method names no session"));
        };
        let known = self.role(&caller.principal, action, session).await;
        if &*caller.method != UNLOGGED {
            let code = known.as_ref().map_or_else(Refusal::code, |_| Code::Ok);
            self.audit.call(caller, session, code);
        }
        let (role, owner) = known?;
        Ok(Permit {
            store: &self.store,
            role,
            owner,
            author: caller.principal.id(),
        })
    }

    /// What a principal is to a session, and whose that is.
    async fn role(
        &self,
        principal: &Principal,
        action: Action,
        session: &Slug,
    ) -> Result<(Role, Owner), Refusal> {
        let owner = self
            .owners
            .of(session, |id| self.store.owner_of(id))
            .await?;
        owner
            .ok_or(Denied::NotFound)
            .and_then(|owner| Ok((authorize(principal, action, &owner, session)?, owner)))
            .map_err(|denied| denied.refusal(session))
    }

    /// Lets a caller make sessions, and do with all of its own what the called method is there for.
    ///
    /// # Errors
    /// PERMISSION_DENIED for a link.
    pub(crate) fn own(&self, caller: &Caller) -> Result<OwnerPermit<'_, S>, Refusal> {
        let owner = caller.principal.owner().ok_or(Refusal::OwnerNeeded)?;
        Ok(OwnerPermit {
            store: &self.store,
            owner,
            author: caller.principal.id(),
        })
    }

    /// The store, for the one take of an address: that was given under a permit.
    pub(crate) fn addressed(&self, _: &Address) -> &S {
        &self.store
    }

    /// Forgets whose an expunged session was.
    pub(crate) fn forget(&self, session: &Slug) {
        self.owners.forget(session);
    }
}

impl Caller {
    /// Who makes a call.
    ///
    /// # Errors
    /// INTERNAL where the gate has been left out.
    pub(crate) fn of<T>(request: &Request<T>) -> Result<Self, Refusal> {
        let caller = request.extensions().get::<Self>();
        caller
            .cloned()
            .ok_or(Refusal::Unguarded("the call came past the gate"))
    }
}

impl Caller {
    /// Who it is.
    pub(crate) fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The link that it has come by; none for a user.
    pub(crate) fn link(&self) -> Option<&ShareLinkId> {
        match &self.principal {
            Principal::Link(link) => Some(&link.link),
            Principal::Machine | Principal::User { .. } => None,
        }
    }
}

impl Denied {
    fn refusal(self, session: &Slug) -> Refusal {
        match self {
            Self::NotFound => Refusal::NotFound(session.clone()),
            Self::Forbidden(role) => Refusal::RoleLacksPermission(role),
        }
    }
}

impl<'a, S> Permit<'a, S> {
    /// What the permit is for.
    pub(crate) fn store(&self) -> &'a S {
        self.store
    }

    /// As whom the caller writes reviews and comments.
    pub(crate) fn reviewer(&self) -> Reviewer {
        Reviewer {
            id: self.author.clone(),
            is_owner: self.role == Role::Owner,
        }
    }

    /// Whose session it is for.
    pub(crate) fn owner(&self) -> &Owner {
        &self.owner
    }
}

impl<'a, S> OwnerPermit<'a, S> {
    /// What the permit is for.
    pub(crate) fn store(&self) -> &'a S {
        self.store
    }

    /// Whose sessions it is for.
    pub(crate) fn owner(&self) -> &Owner {
        &self.owner
    }

    /// As whom the caller writes reviews and comments.
    pub(crate) fn reviewer(&self) -> Reviewer {
        Reviewer {
            id: self.author.clone(),
            is_owner: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use starling_practice::{Lifecycle, Session};
    use starling_proto::error::CallError;
    use tempfile::TempDir;
    use tonic::{Code, Status};
    use uuid::Uuid;

    use super::*;
    use crate::access::clock::Clock;
    use crate::access::principal::UserId;
    use crate::store::SqliteStore;

    fn user(subject: &str) -> Principal {
        let id = UserId::new("https://issuer.example", subject).unwrap();
        let is_admin = subject == "root";
        Principal::User { id, is_admin }
    }

    fn caller(subject: &str, rule: Rule) -> Caller {
        Caller {
            principal: user(subject),
            rule,
            method: "/p.S/M".into(),
        }
    }

    /// A store with the session `anns`, or with nothing.
    async fn access(has_anns: bool) -> (TempDir, Access<SqliteStore>) {
        let dir = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(dir.path(), 512).unwrap();
        if has_anns {
            let session = Session {
                id: Slug::new("anns").unwrap(),
                title: String::new(),
                retention: None,
                lifecycle: Lifecycle::new(SystemTime::UNIX_EPOCH),
            };
            let (request, ann) = (Uuid::nil(), user("ann").owner().unwrap());
            store.create_session(request, ann, session).await.unwrap();
        }
        let audit = Audit::open(dir.path(), Clock::system()).unwrap();
        (dir, Access::new(store, audit))
    }

    async fn refusal(caller: Caller, has_anns: bool) -> Status {
        let (_dir, access) = access(has_anns).await;
        let session = Slug::new("anns").unwrap();
        access.session(&caller, &session).await.unwrap_err().into()
    }

    #[tokio::test]
    async fn what_is_not_ones_own_looks_like_what_is_not_there() {
        let hear = Rule::On(Action::Hear);
        let others = refusal(caller("bob", hear), true).await;
        let absent = refusal(caller("bob", hear), false).await;
        assert_eq!(others.code(), Code::NotFound);
        assert_eq!(others.message(), absent.message());
        assert_eq!(others.details(), absent.details());
        assert_eq!(CallError::from(others).reason, "SESSION_NOT_FOUND");
    }

    #[tokio::test]
    async fn a_role_that_does_not_suffice_is_told_so() {
        let status = refusal(caller("root", Rule::On(Action::Hear)), true).await;
        assert_eq!(status.code(), Code::PermissionDenied);
        assert_eq!(CallError::from(status).reason, "ROLE_LACKS_PERMISSION");
    }

    #[tokio::test]
    async fn a_permit_is_for_what_the_method_is_there_for() {
        let (_dir, access) = access(true).await;
        let session = Slug::new("anns").unwrap();
        let ann = caller("ann", Rule::On(Action::Erase));
        let permit = access.session(&ann, &session).await.unwrap();
        let reviewer = permit.reviewer();
        assert_eq!(reviewer.id, "https://issuer.example ann");
        assert!(reviewer.is_owner);
        // A method whose rule names no action opens no session.
        for rule in [Rule::Open, Rule::Owning] {
            let status = refusal(caller("ann", rule), true).await;
            assert_eq!(status.code(), Code::Internal);
        }
    }

    #[test]
    fn a_call_past_the_gate_goes_nowhere() {
        let refused = Caller::of(&Request::new(())).unwrap_err();
        assert_eq!(Status::from(refused).code(), Code::Internal);
    }
}
