//! From what a person typed, or did not type, to a format and a question.

use starling_practice::{Collection, Fit, Format, ItemId, Question, Slug};
use starling_proto::client::ContentClient;
use starling_proto::convert::QuestionFilter;
use starling_recorder::library::Entry;

use crate::failure::Failure;
use crate::item::{self, Item};

/// The format of an id, of any pack.
///
/// # Errors
/// A failure that offers the nearest ids where there is none.
pub(crate) async fn format(content: &mut ContentClient, id: &str) -> Result<Format, Failure> {
    let formats = content.formats().await?;
    let names: Vec<String> = formats.iter().map(|format| format.id.to_string()).collect();
    let found = formats.into_iter().find(|format| format.id.as_str() == id);
    found.ok_or_else(|| unknown("format", id, &names, "starling formats"))
}

/// The item of an id, `ID` or `PACK/ID`; without a pack, of the first pack that has it.
///
/// # Errors
/// A failure that offers the nearest ids where there is none.
pub(crate) async fn item(
    content: &mut ContentClient,
    collection: Collection,
    id: &str,
) -> Result<Item, Failure> {
    let mut items = item::of(content, collection).await?;
    let ids: Vec<ItemId> = items.iter().map(Item::id).collect();
    if let Some(index) = ids.iter().position(|own| is_named(own, id)) {
        return Ok(items.swap_remove(index));
    }
    let names: Vec<String> = ids.iter().map(|own| own.id.to_string()).collect();
    let id = id.rsplit_once('/').map_or(id, |(_, id)| id);
    let list = format!("starling browse --plain --kind {}", collection.singular());
    Err(unknown(collection.singular(), id, &names, &list))
}

/// Whether `ID` or `PACK/ID` names an item.
fn is_named(item: &ItemId, name: &str) -> bool {
    match name.split_once('/') {
        Some((pack, id)) => item.pack.as_str() == pack && item.id.as_str() == id,
        None => item.id.as_str() == name,
    }
}

/// The question to ask and the format to answer in.
///
/// Without a question: of the format's level, or of any where that has none, the one whose last take is the
/// oldest. Without a format: the question's own.
///
/// # Errors
/// A failure that offers the nearest ids where one is unknown, or says that the fit is not possible.
pub(crate) async fn question_and_format(
    content: &mut ContentClient,
    question: Option<&str>,
    format_id: Option<&str>,
    fit: Fit,
    takes: &[Entry],
) -> Result<(Question, Format), Failure> {
    let format = match format_id {
        Some(id) => Some(format(content, id).await?),
        None => None,
    };
    let questions = content.questions(&QuestionFilter::default()).await?;
    let question = match question {
        Some(id) => by_id(questions, id)?,
        None => least_practised(questions, format.as_ref(), takes)
            .ok_or_else(|| Failure::input("no content pack has a question"))?,
    };
    let format = match format {
        Some(format) => format,
        None => {
            let id = ItemId {
                pack: question.pack.clone(),
                id: question.format.clone(),
            };
            content.format(&id).await?
        }
    };
    format
        .bands(fit)
        .map_err(|error| Failure::input(error.to_string()))?;
    Ok((question, format))
}

fn by_id(questions: Vec<Question>, id: &str) -> Result<Question, Failure> {
    let names: Vec<String> = questions
        .iter()
        .map(|question| question.id.to_string())
        .collect();
    let found = questions
        .into_iter()
        .find(|question| is_named(&id_of(question), id));
    found.ok_or_else(|| unknown("question", id, &names, "starling questions"))
}

fn id_of(question: &Question) -> ItemId {
    ItemId {
        pack: question.pack.clone(),
        id: question.id.clone(),
    }
}

fn least_practised(
    mut questions: Vec<Question>,
    format: Option<&Format>,
    takes: &[Entry],
) -> Option<Question> {
    if let Some(format) = format
        && questions
            .iter()
            .any(|question| question.level == format.level)
    {
        questions.retain(|question| question.level == format.level);
    }
    let last_take = |id: &Slug| {
        let of_question = takes.iter().filter(|take| take.record.question.id == *id);
        of_question.map(|take| take.record.create_time).max()
    };
    questions
        .into_iter()
        .min_by_key(|question| last_take(&question.id))
}

/// That there is nothing of a name, with the nearest names and the command that lists them all.
pub(crate) fn unknown(what: &str, id: &str, names: &[String], list: &str) -> Failure {
    let mut near: Vec<(f64, &String)> = names
        .iter()
        .map(|name| (strsim::jaro_winkler(id, name), name))
        .filter(|(similarity, _)| *similarity > 0.7)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near: Vec<&str> = near.iter().take(3).map(|(_, name)| name.as_str()).collect();
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", near.join(", "))
    };
    Failure::input(format!(
        "there is no {what} `{id}`{hint} (`{list}` lists them all)"
    ))
}
