//! Tokens that an issuer of these tests has signed with ring, and those that nobody should take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use serde_json::json;
use starling_proto::error::CallError;
use tokio::time;
use tonic::Status;

use super::fetch::FetchError;
use super::*;

const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "starling";

#[tokio::test]
async fn users_and_administrators_are_who_their_tokens_say() {
    let test = TestIssuer::new();
    let issuer = test.issuer();
    let (user, _) = issuer.user(&test.ed_token(claims())).await.unwrap();
    let id = UserId::new(ISSUER, "ann").unwrap();
    assert_eq!(
        user,
        Principal::User {
            id,
            is_admin: false
        }
    );
    let owner = user.owner().unwrap();
    assert_eq!(owner.as_str(), "https://issuer.example ann");
    issuer.user(&test.es_token(claims())).await.unwrap();

    for (groups, expected) in [
        (json!(["staff", "starling-admins"]), true),
        (json!("starling-admins"), true),
        (json!(["staff"]), false),
        (json!("staff starling-admins"), false),
        (json!({ "starling-admins": true }), false),
        (json!(true), false),
    ] {
        let token = test.ed_token(with("groups", groups.clone()));
        let (user, _) = issuer.user(&token).await.unwrap();
        let Principal::User { is_admin, .. } = user else {
            panic!("{user:?}");
        };
        assert_eq!(is_admin, expected, "{groups}");
    }
}

/// Made by joserfc 1.8, with a key that nobody has any more; it ends in 2100.
#[tokio::test]
async fn a_token_of_another_program_is_taken() {
    let keys = include_bytes!("tests/joserfc-keys.json");
    let token = include_str!("tests/joserfc-token.txt");
    let issuer = Issuer::with_keys(config(), Keys::from(|| Ok(keys.to_vec())));
    let (user, _) = issuer.user(token).await.unwrap();
    assert_eq!(user.id(), "https://issuer.example ann");
    // The RSA key for an HMAC, as above.
    let (_, rest) = token.split_once('.').unwrap();
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "kid": "rs" }).to_string());
    let algorithm = "its algorithm is not taken here";
    check_refused(&issuer, &format!("{header}.{rest}"), algorithm).await;
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "RS256", "kid": "rs" }).to_string());
    check_refused(
        &issuer,
        &format!("{header}.{rest}"),
        "its signature is wrong",
    )
    .await;
}

#[test]
fn a_claim_may_lie_deeper() {
    let admin = AdminClaim {
        claim: "/realm_access/roles".to_owned(),
        value: "admin".to_owned(),
    };
    assert!(admin.is_in(&json!({ "realm_access": { "roles": ["a", "admin"] } })));
    assert!(!admin.is_in(&json!({ "/realm_access/roles": ["admin"] })));
    assert!(!admin.is_in(&json!({})));
}

#[tokio::test]
async fn what_the_issuer_has_not_signed_for_us_now_is_refused() {
    let test = TestIssuer::new();
    let issuer = test.issuer();
    let refused = [
        (with("aud", json!("another")), "it is for another audience"),
        (
            with("aud", json!(["another", "third"])),
            "it is for another audience",
        ),
        (
            with("iss", json!("https://evil.example")),
            "it is of another issuer",
        ),
        (
            with("iss", json!("https://issuer.example/")),
            "it is of another issuer",
        ),
        (with("exp", json!(now() - 40)), "it has expired"),
        (with("nbf", json!(now() + 40)), "it is not valid yet"),
        (
            with("exp", json!("soon")),
            "it lacks one of the claims exp, iss, aud and sub",
        ),
        (with("nbf", json!("now")), "it is damaged"),
        (with("sub", json!("")), "its subject is none"),
        (with("sub", json!("a\nb")), "its subject is none"),
        (with("sub", json!("x".repeat(256))), "its subject is none"),
        (with("iss", json!([ISSUER])), "it is damaged"),
        (
            without("exp"),
            "it lacks one of the claims exp, iss, aud and sub",
        ),
        (
            without("aud"),
            "it lacks one of the claims exp, iss, aud and sub",
        ),
        (without("iss"), "it is damaged"),
        (without("sub"), "it is damaged"),
        (json!([]), "it is damaged"),
    ];
    for (claims, reason) in refused {
        check_refused(&issuer, &test.ed_token(claims), reason).await;
    }
    // Clocks may stand apart a little, and one of many audiences suffices.
    for claims in [
        with("exp", json!(now() - 20)),
        with("nbf", json!(now() + 20)),
        with("aud", json!(["another", AUDIENCE])),
    ] {
        issuer.user(&test.ed_token(claims)).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_is_in_must_go_when_the_token_would_be_refused() {
    let test = TestIssuer::new();
    let mut issuer = test.issuer();
    let start = now();
    // With the leeway, and in the first second past it.
    for (expiry, seconds) in [
        (json!(start + 300), 331),
        (json!(start as f64 + 300.2), 331),
        (json!(start - 20), 11),
    ] {
        let opened = time::Instant::now();
        let token = test.ed_token(with("exp", expiry));
        issuer.clock = Clock::of_runtime(UNIX_EPOCH + Duration::from_secs(start));
        let (_, expulsion) = issuer.user(&token).await.unwrap();
        let error = CallError::from(expulsion.await);
        assert_eq!(error.reason, "TOKEN_REFUSED");
        assert_eq!(error.message, "the token is refused: it has expired");
        assert_eq!(opened.elapsed().as_secs(), seconds);
    }
    // Later than any clock goes.
    let token = test.ed_token(with("exp", json!(1e19)));
    let (_, expulsion) = issuer.user(&token).await.unwrap();
    time::timeout(Duration::from_secs(1 << 30), expulsion)
        .await
        .unwrap_err();
}

#[tokio::test]
async fn the_algorithm_is_the_keys_and_not_the_tokens() {
    let test = TestIssuer::new();
    let issuer = test.issuer();
    let algorithm = "its algorithm is not taken here";
    // The public key as the secret of an HMAC: whoever looks up keys by id alone would verify it.
    let public = test.ed.public_key().as_ref();
    let signed = body(json!({ "alg": "HS256", "kid": "ed" }), claims());
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public);
    let hmac = ring::hmac::sign(&key, signed.as_bytes());
    check_refused(&issuer, &join(&signed, hmac.as_ref()), algorithm).await;
    // jsonwebtoken knows no `none`, so the header is none.
    for name in ["none", "None", "nOnE", ""] {
        let unsigned = body(json!({ "alg": name, "kid": "ed" }), claims());
        check_refused(&issuer, &format!("{unsigned}."), "it is no JWT").await;
    }
    for name in ["HS384", "RS512", "PS256", "ES384"] {
        let token = test.ed_signed(json!({ "alg": name, "kid": "ed" }), claims());
        check_refused(&issuer, &token, algorithm).await;
    }
    // Another of the issuer's keys, under this one's name.
    let token = test.ed_signed(json!({ "alg": "ES256", "kid": "es" }), claims());
    check_refused(&issuer, &token, "its signature is wrong").await;
    let token = test.ed_signed(json!({ "alg": "ES256", "kid": "ed" }), claims());
    check_refused(&issuer, &token, "its key is not one of the issuer's").await;
    // A key that the token brings along.
    let jwk = TestIssuer::new().jwks()["keys"][0].clone();
    let token =
        TestIssuer::new().ed_signed(json!({ "alg": "EdDSA", "kid": "ed", "jwk": jwk }), claims());
    check_refused(&issuer, &token, "its signature is wrong").await;
    let token = test.ed_signed(
        json!({ "alg": "EdDSA", "kid": "ed", "crit": ["b64"], "b64": false }),
        claims(),
    );
    check_refused(&issuer, &token, "it has extensions not known here").await;
}

#[tokio::test]
async fn a_damaged_token_is_refused() {
    let test = TestIssuer::new();
    let issuer = test.issuer();
    let token = test.ed_token(claims());
    issuer.user(&token).await.unwrap();
    for damaged in ["", ".", "..", "...", "a.b.c", "é.é.é", &token[1..]] {
        check_refused(&issuer, damaged, "it is no JWT").await;
    }
    check_refused(&issuer, &format!("{token}.x"), "it is no JWT").await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    for signature in [&[][..], &[0], &[0; 64], &[0; 65]] {
        let token = join(signed, signature);
        check_refused(&issuer, &token, "its signature is wrong").await;
    }
    check_refused(&issuer, &format!("{signed}.!"), "it is damaged").await;
    let (header, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    let other = URL_SAFE_NO_PAD.encode(with("sub", json!("bob")).to_string());
    let forged = format!("{header}.{other}.{signature}");
    check_refused(&issuer, &forged, "its signature is wrong").await;
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_at_most_once_a_minute() {
    let test = TestIssuer::new();
    let (issuer, fetched) = test.counted();
    let stranger = test.ed_signed(json!({ "alg": "EdDSA", "kid": "unknown" }), claims());
    for _ in 0..50 {
        check_refused(&issuer, &stranger, "its key is not one of the issuer's").await;
        issuer.user(&test.ed_token(claims())).await.unwrap();
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    time::advance(Duration::from_secs(59)).await;
    check_refused(&issuer, &stranger, "its key is not one of the issuer's").await;
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    time::advance(Duration::from_secs(1)).await;
    for _ in 0..50 {
        check_refused(&issuer, &stranger, "its key is not one of the issuer's").await;
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    // Known keys are enough for an hour.
    time::advance(Duration::from_secs(3599)).await;
    issuer.user(&test.ed_token(claims())).await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    time::advance(Duration::from_secs(1)).await;
    issuer.user(&test.ed_token(claims())).await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn an_issuer_that_is_away_is_told_from_a_token_that_is_wrong() {
    let test = TestIssuer::new();
    let is_away = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (away, jwks) = (Arc::clone(&is_away), test.jwks().to_string());
    let issuer = Issuer::with_keys(
        config(),
        Keys::from(move || match away.load(Ordering::SeqCst) {
            true => Err(FetchError::Malformed),
            false => Ok(jwks.clone().into()),
        }),
    );
    let token = test.ed_token(claims());
    for _ in 0..2 {
        let away = issuer.user(&token).await.unwrap_err();
        assert_eq!(seen(away), "Unavailable ISSUER_AWAY");
    }
    is_away.store(false, Ordering::SeqCst);
    time::advance(Duration::from_secs(60)).await;
    issuer.user(&token).await.unwrap();
    // Away again: what was fetched is kept.
    is_away.store(true, Ordering::SeqCst);
    time::advance(Duration::from_secs(4000)).await;
    issuer.user(&token).await.unwrap();
}

#[tokio::test]
async fn keys_for_other_things_are_left_out() {
    let test = TestIssuer::new();
    let mut jwks = test.jwks();
    jwks["keys"][0]["use"] = json!("enc");
    jwks["keys"].as_array_mut().unwrap().extend([
        json!({ "kty": "oct", "kid": "ed", "k": "c2VjcmV0" }),
        json!({ "kty": "new" }),
        json!("no key"),
    ]);
    let issuer = Issuer::with_keys(config(), Keys::from(move || Ok(jwks.to_string().into())));
    let token = test.ed_token(claims());
    check_refused(&issuer, &token, "its key is not one of the issuer's").await;
    issuer.user(&test.es_token(claims())).await.unwrap();
    // Without an id there must be one key for it.
    let token = test.ed_signed(json!({ "alg": "EdDSA" }), claims());
    test.issuer().user(&token).await.unwrap();
    let two = json!({ "keys": [test.jwks()["keys"][0], TestIssuer::new().jwks()["keys"][0]] });
    let issuer = Issuer::with_keys(config(), Keys::from(move || Ok(two.to_string().into())));
    check_refused(&issuer, &token, "its key is not one of the issuer's").await;
}

/// An issuer of these tests, with one key of each kind that ring can make.
struct TestIssuer {
    ed: Ed25519KeyPair,
    es: EcdsaKeyPair,
}

impl TestIssuer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let ed = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let es = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            ed: Ed25519KeyPair::from_pkcs8(ed.as_ref()).unwrap(),
            es: EcdsaKeyPair::from_pkcs8(algorithm, es.as_ref(), &random).unwrap(),
        }
    }

    fn jwks(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let point = self.es.public_key().as_ref();
        json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": encode(self.ed.public_key().as_ref()) },
            { "kty": "EC", "crv": "P-256", "kid": "es", "alg": "ES256", "use": "sig",
              "x": encode(&point[1..33]), "y": encode(&point[33..]) },
        ] })
    }

    fn issuer(&self) -> Issuer {
        self.counted().0
    }

    /// With how often its keys were fetched.
    fn counted(&self) -> (Issuer, Arc<AtomicUsize>) {
        let fetched = Arc::new(AtomicUsize::new(0));
        let (count, jwks) = (Arc::clone(&fetched), self.jwks().to_string());
        let keys = Keys::from(move || {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(jwks.clone().into())
        });
        (Issuer::with_keys(config(), keys), fetched)
    }

    fn ed_token(&self, claims: Value) -> String {
        self.ed_signed(json!({ "alg": "EdDSA", "kid": "ed" }), claims)
    }

    fn ed_signed(&self, header: Value, claims: Value) -> String {
        let signed = body(header, claims);
        join(&signed, self.ed.sign(signed.as_bytes()).as_ref())
    }

    fn es_token(&self, claims: Value) -> String {
        let signed = body(json!({ "alg": "ES256", "kid": "es" }), claims);
        let signature = self.es.sign(&SystemRandom::new(), signed.as_bytes());
        join(&signed, signature.unwrap().as_ref())
    }
}

fn config() -> IssuerConfig {
    IssuerConfig {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        keys_url: None,
        admin: Some(AdminClaim {
            claim: "groups".to_owned(),
            value: "starling-admins".to_owned(),
        }),
    }
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "ann", "aud": AUDIENCE, "exp": now() + 300, "nbf": now() - 1 })
}

fn with(claim: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[claim] = value;
    claims
}

fn without(claim: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(claim);
    claims
}

fn body(header: Value, claims: Value) -> String {
    let encode = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encode(header), encode(claims))
}

fn join(body: &str, signature: &[u8]) -> String {
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

async fn check_refused(issuer: &Issuer, token: &str, reason: &str) {
    let refused = issuer.user(token).await.unwrap_err();
    let expected = format!("the token is refused: {reason}");
    assert_eq!(refused.to_string(), expected, "{token}");
    assert_eq!(seen(refused), "Unauthenticated TOKEN_REFUSED");
}

fn seen(refusal: Refusal) -> String {
    let error = CallError::from(Status::from(refusal));
    format!("{:?} {}", error.code, error.reason)
}
