//! Which credentials and which role each method asks for: one table, and nothing is served that does not stand in it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::role::Action;

/// What a method asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    /// Nothing, not even credentials.
    Open,
    /// Only credentials.
    Known,
    /// To be somebody under whom sessions are stored: a link is not.
    Owning,
    /// A role that may do this with the session that the request names.
    On(Action),
}

/// The rule of each method of each service.
const RULES: [(&str, &[(&str, Rule)]); 10] = {
    use Action::{Change, Erase, Hear, ReadReviews, Record, Review, Revoke, See, Share};
    use Rule::{Known, On, Open, Owning};
    [
        (
            "starling.session.v1.SessionService",
            &[
                ("CreateSession", Owning),
                ("GetSession", On(See)),
                ("ListSessions", Owning),
                ("UpdateSession", On(Change)),
                ("DeleteSession", On(Erase)),
                ("UndeleteSession", On(Erase)),
                ("ExpungeSession", On(Erase)),
                ("ExpungeOwner", Owning),
                ("CreateTake", On(Record)),
                ("GetTake", On(Hear)),
                ("ListTakes", On(Hear)),
                // What is said on it comes back with a take: not for administrators, who erase whole sessions.
                ("DeleteTake", On(Record)),
                ("UndeleteTake", On(Record)),
                ("ExpungeTake", On(Record)),
                ("ReadAudio", On(Hear)),
                ("FinishTake", On(Record)),
                ("CreateReport", On(Record)),
                ("GetReport", On(Hear)),
                ("ListReports", On(Hear)),
            ],
        ),
        (
            "starling.session.v1.TakeUploadService",
            &[
                ("OpenUpload", On(Record)),
                ("AppendUpload", On(Record)),
                ("StreamUpload", On(Record)),
                ("GetUpload", On(Record)),
                ("FinishUpload", On(Record)),
                ("AbortUpload", On(Record)),
            ],
        ),
        (
            "starling.session.v1.ReviewService",
            &[
                ("CreateReview", On(Review)),
                ("GetReview", On(ReadReviews)),
                ("ListReviews", On(ReadReviews)),
                ("UpdateReview", On(Review)),
                ("DeleteReview", On(Review)),
                ("SendReview", On(Review)),
                ("ListTakeRubrics", On(Hear)),
                ("CreateComment", On(Review)),
                ("GetComment", On(ReadReviews)),
                ("ListComments", On(ReadReviews)),
                ("UpdateComment", On(Review)),
                ("DeleteComment", On(Review)),
                ("ResolveComment", On(Review)),
                ("ReopenComment", On(Review)),
                ("GetVoice", On(ReadReviews)),
                ("ExportReview", On(ReadReviews)),
            ],
        ),
        (
            "starling.session.v1.PlaybackService",
            &[
                ("CreateAudioUrl", On(Hear)),
                ("GetWaveform", On(Hear)),
                ("MarkTakeHeard", On(Hear)),
            ],
        ),
        (
            "starling.session.v1.OverviewService",
            &[
                ("GetCaller", Known),
                ("ListSessionOverviews", Owning),
                ("ListTakeOverviews", On(Hear)),
                ("Watch", On(Hear)),
            ],
        ),
        (
            "starling.session.v1.ShareService",
            &[
                ("CreateShareLink", On(Share)),
                ("ListShareLinks", On(Revoke)),
                ("RevokeShareLink", On(Revoke)),
                // Its token is the credential.
                ("RedeemShareLink", Open),
            ],
        ),
        // Packs may be a speaker's own stories: not for whoever holds a link.
        (
            "starling.content.v1.ContentService",
            &[
                ("ListPacks", Owning),
                ("GetPack", Owning),
                ("ListFormats", Owning),
                ("GetFormat", Owning),
                ("ListQuestions", Owning),
                ("GetQuestion", Owning),
                ("ListStories", Owning),
                ("GetStory", Owning),
                ("ListScenarios", Owning),
                ("GetScenario", Owning),
                ("ListPrinciples", Owning),
                ("GetPrinciple", Owning),
                ("ListGuidance", Owning),
                ("GetGuidance", Owning),
                ("ListCompetencies", Owning),
                ("GetCompetency", Owning),
                ("ListAssessments", Owning),
                ("GetAssessment", Owning),
                ("ListPlans", Owning),
                ("GetPlan", Owning),
                ("ListRubrics", Owning),
                ("GetRubric", Owning),
                ("ListContradictions", Owning),
                ("GetContradiction", Owning),
                ("Search", Owning),
                ("Watch", Owning),
            ],
        ),
        // Balancers ask with no credentials, and learn no more than that the server is up.
        ("grpc.health.v1.Health", &[("Check", Open), ("Watch", Open)]),
        // What the protos say, everybody may know.
        (
            "grpc.reflection.v1.ServerReflection",
            &[("ServerReflectionInfo", Open)],
        ),
        (
            "grpc.reflection.v1alpha.ServerReflection",
            &[("ServerReflectionInfo", Open)],
        ),
    ]
};

/// The rules, once it is sure that no method lacks one.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    by_path: HashMap<Arc<str>, Rule>,
}

/// Methods and rules that do not match.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// The descriptors are none.
    #[error("the descriptors of the services are damaged: {0}")]
    Descriptors(#[from] prost::DecodeError),
    /// Nobody has decided who may call them, or twice, or they are gone.
    #[error("methods without a rule, and rules without a method: {}", .0.join(", "))]
    Mismatch(Vec<String>),
}

impl Rules {
    /// The rules for everything that these encoded `FileDescriptorSet`s describe.
    ///
    /// # Errors
    /// [`RulesError`] for a method without a rule, a rule without a method, or a method with two.
    pub(crate) fn for_services(descriptor_sets: &[&[u8]]) -> Result<Self, RulesError> {
        Self::complete(&RULES, methods(descriptor_sets)?)
    }

    fn complete(
        table: &[(&str, &[(&str, Rule)])],
        mut without_rule: HashSet<String>,
    ) -> Result<Self, RulesError> {
        let mut by_path = HashMap::new();
        let mut wrong = Vec::new();
        for (service, rules) in table {
            for (method, rule) in *rules {
                let path = format!("/{service}/{method}");
                if !without_rule.remove(&path) {
                    wrong.push(path.clone());
                }
                by_path.insert(path.into(), *rule);
            }
        }
        wrong.extend(without_rule);
        wrong.sort();
        if wrong.is_empty() {
            Ok(Self { by_path })
        } else {
            Err(RulesError::Mismatch(wrong))
        }
    }

    /// A method and its rule, by its path; none where there is no such method.
    pub(crate) fn of(&self, path: &str) -> Option<(&Arc<str>, Rule)> {
        let (method, rule) = self.by_path.get_key_value(path)?;
        Some((method, *rule))
    }
}

/// The path of every method.
fn methods(descriptor_sets: &[&[u8]]) -> Result<HashSet<String>, RulesError> {
    let mut paths = HashSet::new();
    for descriptors in descriptor_sets {
        for file in FileDescriptorSet::decode(*descriptors)?.file {
            for service in &file.service {
                for method in &service.method {
                    let (package, service) = (file.package(), service.name());
                    paths.insert(format!("/{package}.{service}/{}", method.name()));
                }
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests;
