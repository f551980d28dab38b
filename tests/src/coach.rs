//! A coach who was let in by a link, and says what coaches say.

#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use starling_practice::{
    Author, CommentContent, CommentId, CommentKind, CommentText, Criterion, Level, MissingEvidence,
    NextStep, Note, Point, Rating, Ratings, ReviewContent, Slug, TakeId,
};
use starling_proto::{
    client::{ReviewClient, ShareClient},
    name,
    transport::{self, Credentials, Token},
};
use starling_speech::Span;
use uuid::Uuid;

use crate::{microphone::SAMPLE_RATE, program::Starling, server::Server};

/// A comment that is markup, two lines, a formula and a colour.
pub const ODD: &str = "<b>Why</b>, \"then\";\n=1+1\u{1b}[31m";

/// Ana, whom a link lets in to the only take that a server holds.
pub struct Coach {
    /// What lets her in.
    pub token: String,
    /// The take that she hears.
    pub take: TakeId,
    reviews: ReviewClient,
}

impl Coach {
    /// Makes a link to a take, and lets her in by it.
    pub async fn let_in(starling: &Starling, server: &Server, take: &str) -> Self {
        let share = ["share", take, "--role", "comment", "--for", "7d", "--json"];
        let shared = starling.run(share).code(0).json();
        let url = server.url();
        let nothing = Credentials::default();
        let stranger = transport::connect(&url, &nothing).await.unwrap();
        let link = shared["token"].as_str().unwrap();
        let redeemed = ShareClient::new(stranger).redeem_share_link(link).await;
        let redeemed = redeemed.unwrap();
        let token = redeemed.access_token.expose().to_owned();
        let credentials = Credentials {
            token: Some(Token::new(&*token).unwrap()),
            certificate_authority: None,
        };
        let connection = transport::connect(&url, &credentials).await;
        let take = server.only_take();
        let take = take["name"].as_str().unwrap();
        Self {
            token,
            take: name::parse_take("take", take).unwrap(),
            reviews: ReviewClient::new(connection.unwrap()),
        }
    }

    /// Says what coaches say: a review for both levels, a quick mark that is settled, and a thread.
    pub async fn say(&mut self) {
        let author = || Author::new("Ana").unwrap();
        let rating = |level, point, missing: &str| Rating {
            dimension: Slug::new("ownership").unwrap(),
            point: Point::new(point).unwrap(),
            level: Some(level),
            missing_evidence: MissingEvidence::new(missing).unwrap(),
        };
        let review = ReviewContent {
            author: author(),
            note: Note::new("Clear to the end.").unwrap(),
            next_step: NextStep::new("Say the figure first.").unwrap(),
            ratings: Ratings::new(vec![
                rating(Level::L6, 4, ""),
                rating(Level::L7, 2, "Whose idea was it?"),
            ])
            .unwrap(),
        };
        let review = self
            .reviews
            .create_review(&self.take, Uuid::new_v4(), review)
            .await;
        let sent = self.reviews.send_review(&review.unwrap().id, None).await;
        sent.unwrap();

        let second = u64::from(SAMPLE_RATE);
        let mut comment = async |start, end, kind, text: &str, reply_to: Option<CommentId>| {
            let content = CommentContent {
                author: author(),
                span: Span { start, end },
                text: CommentText::new(text).unwrap(),
                kind,
                criterion: Criterion::default(),
                reply_to,
                is_imported: false,
            };
            let created =
                self.reviews
                    .create_comment(&self.take, Uuid::new_v4(), content, Vec::new());
            created.await.unwrap().id
        };
        let note = CommentKind::Note;
        let thread = comment(2 * second, 7 * second / 2, note, ODD, None).await;
        comment(0, 0, note, "I mean it.", Some(thread)).await;
        let quick = 5 * second / 4;
        let quick = comment(quick, quick, CommentKind::WeForI, "", None).await;
        self.reviews.resolve_comment(&quick, None).await.unwrap();
    }
}
