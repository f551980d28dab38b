//! Who may: who calls, what their role on a session is, and what that role lets them do.
//!
//! A request goes through [`Gate`], which finds the method's rule and the caller, then through [`Access`], which is
//! the handlers' only way to the store.

mod audit;
mod clock;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod gate;
mod links;
mod oidc;
mod owners;
mod permit;
mod principal;
mod redemption_limit;
mod refusal;
mod role;
mod rules;
mod token;
mod while_valid;

pub(crate) use audit::Audit;
pub(crate) use clock::Clock;
pub(crate) use gate::Gate;
pub(crate) use links::Links;
pub(crate) use oidc::Issuer;
pub use oidc::{AdminClaim, IssuerConfig, IssuerConfigError};
pub(crate) use permit::{Access, Caller, Permit};
pub(crate) use principal::Principal;
pub(crate) use refusal::Refusal;
pub(crate) use rules::Rules;
pub use rules::RulesError;
pub(crate) use token::LinkToken;
pub(crate) use while_valid::while_valid;
