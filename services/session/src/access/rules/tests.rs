//! Every role × every method.

use expect_test::expect;
use starling_practice::{LinkRole, ShareLinkId, Slug};

use super::*;
use crate::access::permit::{Denied, authorize};
use crate::access::principal::{LinkPrincipal, Principal, UserId};
use crate::store::Owner;

/// Who calls: what they are to the session of the user `ann`.
const CALLERS: [&str; 7] = [
    "owner",
    "commenter",
    "listener",
    "admin",
    "machine",
    "stranger",
    "nobody",
];

/// What the call leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Allowed,
    Unauthenticated,
    PermissionDenied,
    NotFound,
}
use Outcome::{Allowed, NotFound, PermissionDenied, Unauthenticated};

#[test]
fn every_role_on_every_method() {
    let mut matrix = format!("{:56}", "");
    for caller in CALLERS {
        matrix += &format!(" {caller:9}");
    }
    for (path, outcomes) in matrix_of_all() {
        let path = ["/starling.content.v1.", "/starling.session.v1.", "/grpc."]
            .iter()
            .find_map(|package| path.strip_prefix(package))
            .unwrap();
        matrix += &format!("\n{path:56}");
        for outcome in outcomes {
            let outcome = match outcome {
                Allowed => "yes",
                Unauthenticated => "who?",
                PermissionDenied => "no",
                NotFound => "hidden",
            };
            matrix += &format!(" {outcome:9}");
        }
    }
    let matrix: Vec<&str> = matrix.lines().map(str::trim_end).collect();
    expect![[r#"
                                                                 owner     commenter listener  admin     machine   stranger  nobody
        health.v1.Health/Check                                   yes       yes       yes       yes       yes       yes       yes
        health.v1.Health/Watch                                   yes       yes       yes       yes       yes       yes       yes
        reflection.v1.ServerReflection/ServerReflectionInfo      yes       yes       yes       yes       yes       yes       yes
        reflection.v1alpha.ServerReflection/ServerReflectionInfo yes       yes       yes       yes       yes       yes       yes
        ContentService/GetAssessment                             yes       no        no        yes       yes       yes       who?
        ContentService/GetCompetency                             yes       no        no        yes       yes       yes       who?
        ContentService/GetContradiction                          yes       no        no        yes       yes       yes       who?
        ContentService/GetFormat                                 yes       no        no        yes       yes       yes       who?
        ContentService/GetGuidance                               yes       no        no        yes       yes       yes       who?
        ContentService/GetPack                                   yes       no        no        yes       yes       yes       who?
        ContentService/GetPlan                                   yes       no        no        yes       yes       yes       who?
        ContentService/GetPrinciple                              yes       no        no        yes       yes       yes       who?
        ContentService/GetQuestion                               yes       no        no        yes       yes       yes       who?
        ContentService/GetRubric                                 yes       no        no        yes       yes       yes       who?
        ContentService/GetScenario                               yes       no        no        yes       yes       yes       who?
        ContentService/GetStory                                  yes       no        no        yes       yes       yes       who?
        ContentService/ListAssessments                           yes       no        no        yes       yes       yes       who?
        ContentService/ListCompetencies                          yes       no        no        yes       yes       yes       who?
        ContentService/ListContradictions                        yes       no        no        yes       yes       yes       who?
        ContentService/ListFormats                               yes       no        no        yes       yes       yes       who?
        ContentService/ListGuidance                              yes       no        no        yes       yes       yes       who?
        ContentService/ListPacks                                 yes       no        no        yes       yes       yes       who?
        ContentService/ListPlans                                 yes       no        no        yes       yes       yes       who?
        ContentService/ListPrinciples                            yes       no        no        yes       yes       yes       who?
        ContentService/ListQuestions                             yes       no        no        yes       yes       yes       who?
        ContentService/ListRubrics                               yes       no        no        yes       yes       yes       who?
        ContentService/ListScenarios                             yes       no        no        yes       yes       yes       who?
        ContentService/ListStories                               yes       no        no        yes       yes       yes       who?
        ContentService/Search                                    yes       no        no        yes       yes       yes       who?
        ContentService/Watch                                     yes       no        no        yes       yes       yes       who?
        OverviewService/GetCaller                                yes       yes       yes       yes       yes       yes       who?
        OverviewService/ListSessionOverviews                     yes       no        no        yes       yes       yes       who?
        OverviewService/ListTakeOverviews                        yes       yes       yes       no        no        hidden    who?
        OverviewService/Watch                                    yes       yes       yes       no        no        hidden    who?
        PlaybackService/CreateAudioUrl                           yes       yes       yes       no        no        hidden    who?
        PlaybackService/GetWaveform                              yes       yes       yes       no        no        hidden    who?
        PlaybackService/MarkTakeHeard                            yes       yes       yes       no        no        hidden    who?
        ReviewService/CreateComment                              yes       yes       no        no        no        hidden    who?
        ReviewService/CreateReview                               yes       yes       no        no        no        hidden    who?
        ReviewService/DeleteComment                              yes       yes       no        no        no        hidden    who?
        ReviewService/DeleteReview                               yes       yes       no        no        no        hidden    who?
        ReviewService/ExportReview                               yes       yes       yes       no        no        hidden    who?
        ReviewService/GetComment                                 yes       yes       yes       no        no        hidden    who?
        ReviewService/GetReview                                  yes       yes       yes       no        no        hidden    who?
        ReviewService/GetVoice                                   yes       yes       yes       no        no        hidden    who?
        ReviewService/ListComments                               yes       yes       yes       no        no        hidden    who?
        ReviewService/ListReviews                                yes       yes       yes       no        no        hidden    who?
        ReviewService/ListTakeRubrics                            yes       yes       yes       no        no        hidden    who?
        ReviewService/ReopenComment                              yes       yes       no        no        no        hidden    who?
        ReviewService/ResolveComment                             yes       yes       no        no        no        hidden    who?
        ReviewService/SendReview                                 yes       yes       no        no        no        hidden    who?
        ReviewService/UpdateComment                              yes       yes       no        no        no        hidden    who?
        ReviewService/UpdateReview                               yes       yes       no        no        no        hidden    who?
        SessionService/CreateReport                              yes       no        no        no        no        hidden    who?
        SessionService/CreateSession                             yes       no        no        yes       yes       yes       who?
        SessionService/CreateTake                                yes       no        no        no        no        hidden    who?
        SessionService/DeleteSession                             yes       no        no        yes       yes       hidden    who?
        SessionService/DeleteTake                                yes       no        no        no        no        hidden    who?
        SessionService/ExpungeOwner                              yes       no        no        yes       yes       yes       who?
        SessionService/ExpungeSession                            yes       no        no        yes       yes       hidden    who?
        SessionService/ExpungeTake                               yes       no        no        no        no        hidden    who?
        SessionService/FinishTake                                yes       no        no        no        no        hidden    who?
        SessionService/GetReport                                 yes       yes       yes       no        no        hidden    who?
        SessionService/GetSession                                yes       yes       yes       yes       yes       hidden    who?
        SessionService/GetTake                                   yes       yes       yes       no        no        hidden    who?
        SessionService/ListReports                               yes       yes       yes       no        no        hidden    who?
        SessionService/ListSessions                              yes       no        no        yes       yes       yes       who?
        SessionService/ListTakes                                 yes       yes       yes       no        no        hidden    who?
        SessionService/ReadAudio                                 yes       yes       yes       no        no        hidden    who?
        SessionService/UndeleteSession                           yes       no        no        yes       yes       hidden    who?
        SessionService/UndeleteTake                              yes       no        no        no        no        hidden    who?
        SessionService/UpdateSession                             yes       no        no        no        no        hidden    who?
        ShareService/CreateShareLink                             yes       no        no        no        no        hidden    who?
        ShareService/ListShareLinks                              yes       no        no        yes       yes       hidden    who?
        ShareService/RedeemShareLink                             yes       yes       yes       yes       yes       yes       yes
        ShareService/RevokeShareLink                             yes       no        no        yes       yes       hidden    who?
        TakeUploadService/AbortUpload                            yes       no        no        no        no        hidden    who?
        TakeUploadService/AppendUpload                           yes       no        no        no        no        hidden    who?
        TakeUploadService/FinishUpload                           yes       no        no        no        no        hidden    who?
        TakeUploadService/GetUpload                              yes       no        no        no        no        hidden    who?
        TakeUploadService/OpenUpload                             yes       no        no        no        no        hidden    who?
        TakeUploadService/StreamUpload                           yes       no        no        no        no        hidden    who?"#]].assert_eq(&matrix.join("\n"));
}

#[test]
fn a_link_changes_nothing_but_reviews_and_comments() {
    for caller in ["listener", "commenter"] {
        for path in allowed(caller) {
            let method = method(&path);
            let is_of_reviews = method.ends_with("Review") || method.ends_with("Comment");
            let reads = [
                "Get",
                "List",
                "Read",
                "Search",
                "Check",
                "Watch",
                "Export",
                "ServerReflection",
            ]
            .iter()
            .any(|verb| method.starts_with(verb));
            // They change what the caller alone sees.
            let is_own = ["RedeemShareLink", "CreateAudioUrl", "MarkTakeHeard"].contains(&method);
            assert!(
                reads || is_own || (is_of_reviews && caller == "commenter"),
                "a {caller} must not {method}"
            );
            for secret in ["Upload", "ListSessions", "ListShareLinks", "Owner"] {
                assert!(!method.contains(secret), "a {caller} must not {method}");
            }
        }
    }
}

#[test]
fn a_commenter_may_whatever_a_listener_may() {
    let commenter = allowed("commenter");
    for path in allowed("listener") {
        assert!(commenter.contains(&path), "{path}");
    }
}

#[test]
fn administrators_neither_hear_nor_read() {
    for caller in ["admin", "machine"] {
        for path in allowed(caller) {
            for heard in ["Take", "Audio", "Report", "Review", "Comment", "Upload"] {
                assert!(!method(&path).contains(heard), "a {caller} must not {path}");
            }
        }
    }
}

#[test]
fn an_owner_may_everything() {
    assert_eq!(allowed("owner").len(), matrix_of_all().len());
}

#[test]
fn a_stranger_learns_nothing_of_a_session() {
    for (path, outcomes) in matrix_of_all() {
        let names_a_session = outcomes[column("listener")] != outcomes[column("stranger")]
            || outcomes[column("admin")] != outcomes[column("stranger")]
            || outcomes[column("owner")] != outcomes[column("stranger")];
        if names_a_session && outcomes[column("stranger")] != Allowed {
            assert_eq!(outcomes[column("stranger")], NotFound, "{path}");
        }
        assert_ne!(outcomes[column("stranger")], PermissionDenied, "{path}");
    }
}

#[test]
fn without_credentials_there_are_health_reflection_and_the_redeeming_of_links() {
    let allowed = allowed("nobody");
    assert_eq!(
        allowed,
        [
            "/grpc.health.v1.Health/Check",
            "/grpc.health.v1.Health/Watch",
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            "/starling.session.v1.ShareService/RedeemShareLink",
        ]
    );
}

#[test]
fn every_method_that_is_served_has_a_rule() {
    Rules::for_services(starling_edge::DESCRIPTOR_SETS).unwrap();
}

#[test]
fn what_does_not_match_is_named() {
    #[track_caller]
    fn check(rules: &[(&str, Rule)], methods: &[&str], expected: Result<(), &str>) {
        let methods = methods.iter().map(|method| format!("/p.S/{method}"));
        let complete = Rules::complete(&[("p.S", rules)], methods.collect());
        let problem = complete.map(|_| ()).map_err(|error| error.to_string());
        let expected = expected.map_err(|paths| {
            format!("methods without a rule, and rules without a method: {paths}")
        });
        assert_eq!(problem, expected);
    }
    let (a, b) = (("A", Rule::Open), ("B", Rule::Owning));
    check(&[a, b], &["A", "B"], Ok(()));
    check(&[a], &["A", "B"], Err("/p.S/B"));
    check(&[a, b], &["B"], Err("/p.S/A"));
    check(&[a, b, a], &["A", "B"], Err("/p.S/A"));
    check(&[a, b], &["B", "C"], Err("/p.S/A, /p.S/C"));
    assert!(matches!(
        Rules::for_services(&[b"\xff"]),
        Err(RulesError::Descriptors(_))
    ));
}

#[test]
fn a_link_to_another_session_opens_none() {
    for role in [LinkRole::Listen, LinkRole::Comment] {
        let link = link("s2", role);
        for (_, rules) in RULES {
            for (method, rule) in rules {
                if let Rule::On(_) = rule {
                    assert_eq!(outcome(*rule, Some(&link)), NotFound, "{method}");
                }
            }
        }
    }
}

#[test]
fn an_administrator_owns_what_they_record_themselves() {
    let (admin, session) = (user("root", true), Slug::new("s1").unwrap());
    let owner = admin.owner().unwrap();
    authorize(&admin, Action::Hear, &owner, &session).unwrap();
    authorize(&Principal::Machine, Action::Hear, &Owner::local(), &session).unwrap();
}

/// Every path, with the outcome for each of `CALLERS`.
fn matrix_of_all() -> Vec<(String, Vec<Outcome>)> {
    let mut matrix = Vec::new();
    for (service, rules) in RULES {
        for (method, rule) in rules {
            let outcomes = CALLERS.map(|caller| outcome(*rule, principal(caller).as_ref()));
            matrix.push((format!("/{service}/{method}"), outcomes.to_vec()));
        }
    }
    matrix.sort_by(|(path, _), (other, _)| path.cmp(other));
    matrix
}

fn outcome(rule: Rule, principal: Option<&Principal>) -> Outcome {
    let (rule, principal) = match (rule, principal) {
        (Rule::Open, _) => return Allowed,
        (_, None) => return Unauthenticated,
        (rule, Some(principal)) => (rule, principal),
    };
    let (session, ann) = (
        Slug::new("s1").unwrap(),
        user("ann", false).owner().unwrap(),
    );
    match rule {
        Rule::Open | Rule::Known => Allowed,
        Rule::Owning if principal.owner().is_none() => PermissionDenied,
        Rule::Owning => Allowed,
        Rule::On(action) => match authorize(principal, action, &ann, &session) {
            Ok(_) => Allowed,
            Err(Denied::NotFound) => NotFound,
            Err(Denied::Forbidden(_)) => PermissionDenied,
        },
    }
}

fn principal(caller: &str) -> Option<Principal> {
    Some(match caller {
        "owner" => user("ann", false),
        "admin" => user("root", true),
        "stranger" => user("bob", false),
        "listener" => link("s1", LinkRole::Listen),
        "commenter" => link("s1", LinkRole::Comment),
        "machine" => Principal::Machine,
        _ => return None,
    })
}

fn user(subject: &str, is_admin: bool) -> Principal {
    let id = UserId::new("https://issuer.example", subject).unwrap();
    Principal::User { id, is_admin }
}

fn link(session: &str, role: LinkRole) -> Principal {
    Principal::Link(LinkPrincipal {
        link: ShareLinkId {
            session: Slug::new(session).unwrap(),
            link: Slug::new("l1").unwrap(),
        },
        role,
    })
}

fn allowed(caller: &str) -> Vec<String> {
    let all = matrix_of_all().into_iter();
    all.filter(|(_, outcomes)| outcomes[column(caller)] == Allowed)
        .map(|(path, _)| path)
        .collect()
}

fn column(caller: &str) -> usize {
    CALLERS.iter().position(|other| *other == caller).unwrap()
}

fn method(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
