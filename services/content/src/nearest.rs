//! What a person may have meant who typed a name that does not exist.

/// `; did you mean x?` with the candidates that are closest to `wanted`, at most three; empty where none is close.
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 3;
    // One slip in three letters.
    let farthest = (wanted.len() / 3).max(1);
    let mut close: Vec<(usize, &str)> = candidates
        .map(|candidate| (strsim::osa_distance(wanted, candidate), candidate))
        .filter(|(distance, _)| *distance <= farthest)
        .collect();
    close.sort_unstable();
    let closest = close
        .iter()
        .take_while(|(distance, _)| *distance == close[0].0);
    let names: Vec<&str> = closest.map(|(_, name)| *name).take(MOST).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => format!("; did you mean {last}?"),
        Some((last, others)) => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_names_are_offered() {
        let check = |wanted: &str, offered: &str| {
            let names = ["l6-2min", "l6-3min", "l6-4min", "l7-2min", "l6-story"];
            assert_eq!(did_you_mean(wanted, names.into_iter()), offered);
        };
        check("l6-2mim", "; did you mean l6-2min?");
        check("l6-sotry", "; did you mean l6-story?");
        check("l6-5min", "; did you mean l6-2min, l6-3min or l6-4min?");
        check("l8-2min", "; did you mean l6-2min or l7-2min?");
        check("x", "");
        check("l6-system-design", "");
    }
}
