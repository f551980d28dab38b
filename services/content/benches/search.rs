//! Search in 10,000 items over gRPC, as multiples of a search for nothing; and how long it takes to have what is
//! searched: the shipped pack, read and checked, and the first search, which makes the index.
//!
//! `cargo bench -p starling-content --bench search`. The items are made of the sentences of the shipped stories, so
//! that frequent and rare words are as frequent as in the language. The kinds of queries take turns; of each query the
//! best of a few times counts, so that the quantiles tell queries apart, not what else the machine does.

#![expect(clippy::print_stdout, reason = "this is a command")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use std::{fs, iter};

use starling_content::{Config, Content, mount};
use starling_edge::{Edge, NoGuard, Services};
use starling_proto::client::ContentClient;
use starling_proto::convert::{SearchQuery, StoryFilter};

const PACKS: usize = 10;
const ITEMS_OF_A_PACK: usize = 1_000;
/// As many as an item of the shipped pack has, on average.
const SENTENCES_OF_AN_ITEM: usize = 14;
const HITS: usize = 20;
const LOADS: usize = 21;
const QUERIES_OF_A_KIND: usize = 500;
const TIMES_OF_A_QUERY: usize = 5;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let loads = iter::repeat_with(|| {
        let start = Instant::now();
        let content = Content::open(Config::default());
        (milliseconds(start), content)
    });
    let (loads, shipped): (Vec<_>, Vec<_>) = loads.take(LOADS).unzip();
    let [load, _] = quantiles(loads);
    println!("the shipped pack, read and checked      {load:7.2} ms");

    let mut client = serve(&shipped[0]);
    let first = search(&mut client, "team").await?;
    println!("the first search in it                  {first:7.2} ms");

    let stories = client.stories(&StoryFilter::default()).await?;
    let texts = stories
        .iter()
        .flat_map(|story| &story.answer)
        .map(|part| part.text.as_str());
    let mut made = Made::of(texts);
    let folder = tempfile::tempdir()?;
    for number in 0..PACKS {
        made.write_pack(&folder.path().join(format!("made-{number}")))?;
    }
    let config = Config {
        packs: vec![folder.path().to_owned()],
    };
    let start = Instant::now();
    let content = Content::open(config);
    let load = milliseconds(start);
    println!(
        "{:6} items, read and checked          {load:7.2} ms",
        PACKS * ITEMS_OF_A_PACK
    );
    if let Some(problem) = content.library().problems().next() {
        return Err(problem.to_string().into());
    }
    let mut client = serve(&content);
    let first = search(&mut client, "team").await?;
    println!("the first search in them                {first:7.2} ms");

    let mut times = [const { Vec::new() }; 6];
    for _ in 0..QUERIES_OF_A_KIND {
        let kinds = [
            String::new(),
            made.word(),
            made.words(3),
            made.beginning(),
            made.sentence(),
            made.mistyped(),
        ];
        for (times, query) in times.iter_mut().zip(&kinds) {
            let mut best = f64::INFINITY;
            for _ in 0..TIMES_OF_A_QUERY {
                best = best.min(search(&mut client, query).await?);
            }
            times.push(best);
        }
    }
    let [nothing, kinds @ ..] = times;
    let [nothing, _] = quantiles(nothing);
    println!("a search for nothing                    {nothing:7.2} ms");
    let all = kinds.concat();
    let names = [
        "a word",
        "three words of an item",
        "a beginning of a word",
        "a sentence",
        "a word mistyped, and another",
    ];
    for (name, times) in iter::once(("all of these", all)).chain(names.into_iter().zip(kinds)) {
        let [half, most] = quantiles(times);
        println!(
            "{name:30} p50 {half:7.2} ms, {:4.1} times as long; p99 {most:7.2} ms, {:4.1} times",
            half / nothing,
            most / nothing
        );
    }
    Ok(())
}

fn serve(content: &Content) -> ContentClient {
    let (listener, connection) = starling_edge::in_process();
    let mut services = Services::default();
    mount(content, &mut services);
    let edge = Edge::new(vec![listener], NoGuard);
    tokio::spawn(edge.serve(services, std::future::pending()));
    ContentClient::new(connection)
}

/// How many milliseconds a search takes.
async fn search(client: &mut ContentClient, text: &str) -> Outcome<f64> {
    let query = SearchQuery {
        text: text.to_owned(),
        ..SearchQuery::default()
    };
    let start = Instant::now();
    client.search(&query, HITS).await?;
    Ok(milliseconds(start))
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// The median, and what 99 of 100 are below.
fn quantiles(mut times: Vec<f64>) -> [f64; 2] {
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

/// Makes items and queries, the same ones in every run.
struct Made {
    sentences: Vec<String>,
    random: u64,
}

impl Made {
    fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let sentences = texts.flat_map(|text| text.split_inclusive(['.', '?', '!']));
        let sentences = sentences.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        Self {
            sentences: sentences
                .filter(|sentence| sentence.contains(' '))
                .collect(),
            random: 1,
        }
    }

    fn write_pack(&mut self, folder: &Path) -> Outcome<()> {
        let items = folder.join("guidance");
        fs::create_dir_all(&items)?;
        let manifest = "title = \"T\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n";
        fs::write(folder.join("pack.toml"), manifest)?;
        for number in 0..ITEMS_OF_A_PACK {
            let title = self.words(4);
            let mut item = format!("+++\ntitle = \"{title}\"\ntopic = \"made\"\n+++\n");
            for _ in 1..SENTENCES_OF_AN_ITEM {
                writeln!(item, "{}", self.sentence())?;
            }
            write!(item, "\n- {}", self.sentence())?;
            fs::write(items.join(format!("{number}.md")), item)?;
        }
        Ok(())
    }

    fn sentence(&mut self) -> String {
        let nth = self.below(self.sentences.len());
        self.sentences[nth].clone()
    }

    /// Some words that stand together.
    fn words(&mut self, count: usize) -> String {
        let sentence = self.sentence();
        let words: Vec<&str> = sentence
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let start = self.below(words.len().saturating_sub(count) + 1);
        words[start..]
            .iter()
            .take(count)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// A word of four letters or more: nobody looks for `the` alone.
    fn word(&mut self) -> String {
        loop {
            let word = self.words(1);
            if word.len() >= 4 {
                return word;
            }
        }
    }

    /// Two letters or more.
    fn beginning(&mut self) -> String {
        let word = self.word();
        let letters = 2 + self.below(word.len() - 2);
        word.chars().take(letters).collect()
    }

    fn mistyped(&mut self) -> String {
        format!("{}q {}", self.word(), self.word())
    }

    /// Knuth's linear congruential generator; its high bits are good enough.
    fn below(&mut self, end: usize) -> usize {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) as usize % end
    }
}
