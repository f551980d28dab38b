use expect_test::{Expect, expect};
use starling_practice::{Aspect, Claim, Pack, Role};
use starling_proto::convert::PackState;

use super::*;

fn slug(id: &str) -> Slug {
    Slug::new(id).unwrap()
}

fn competency(id: &str, area: &str, aspects: &[&str]) -> Competency {
    let aspects = aspects.iter().map(|id| Aspect {
        id: slug(id),
        title: format!("About {id}"),
        ask: format!("Where did you see {id}?"),
        l6: vec![
            "One team".to_owned(),
            "A year ahead, and no further than that".to_owned(),
        ],
        l7: vec!["Several organizations, most of which report to somebody else".to_owned()],
    });
    let role = |title: &str| Role {
        title: title.to_owned(),
        source: String::new(),
    };
    Competency {
        pack: slug("p"),
        id: slug(id),
        title: format!("The {id}"),
        area: slug(area),
        l6: role("Team leader"),
        l7: role("Leader of leaders"),
        aspects: aspects.collect(),
        text: format!("What changes in {id}."),
        source: String::new(),
    }
}

fn competencies() -> Vec<Competency> {
    vec![
        competency("people", "leadership", &["reach", "measures"]),
        competency("scope", "scope", &["reach"]),
        competency("technical", "leadership", &["depth"]),
    ]
}

fn contradiction(pack: &str, about: &str) -> Contradiction {
    Contradiction {
        pack: slug(pack),
        id: slug("how-many"),
        title: format!("How many in {pack}"),
        about: vec![about.parse().unwrap()],
        claims: ["three", "eight"]
            .map(|says| Claim {
                source: format!("a-long-document#{says}-in-a-long-place"),
                says: says.to_owned(),
            })
            .into(),
        text: "Say which.".to_owned(),
    }
}

fn pack(id: &str, disclaimer: &str) -> PackStatus {
    PackStatus {
        pack: Pack {
            id: slug(id),
            title: String::new(),
            summary: String::new(),
            license: String::new(),
            disclaimer: disclaimer.to_owned(),
            language: String::new(),
        },
        version: String::new(),
        state: PackState::Served,
        problems: Vec::new(),
        is_shipped: false,
    }
}

fn sheet(levels: [Level; 2], area: &str, width: usize) -> String {
    let (competencies, is_of_aspect) = of_area(competencies(), area).unwrap();
    let contradictions = vec![
        contradiction("p", "competencies/people"),
        contradiction("p", "stories/people"),
        contradiction("q", "competencies/people"),
    ];
    let packs = vec![pack("p", "Estimates of p."), pack("q", "Estimates of q.")];
    let comparison = compare(levels, competencies, contradictions, packs);
    let text = sheet::text(
        &Comparison {
            is_of_aspect,
            ..comparison
        },
        width,
    );
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn levels_stand_side_by_side() {
    expect![[r#"
        The people

        L6 Team leader                         L7 Leader of leaders
        ────────────────────────────────────   ────────────────────────────────────
        About reach
        Where did you see reach?
        • One team                             • Several organizations, most of
        • A year ahead, and no further than      which report to somebody else
          that

        About measures
        Where did you see measures?
        • One team                             • Several organizations, most of
        • A year ahead, and no further than      which report to somebody else
          that

        What changes in people.

        Where the sources disagree

        How many in p
          • three (a-long-document#three-in-a-long-place)
          • eight (a-long-document#eight-in-a-long-place)
        Say which.

        Estimates of p.
    "#]]
    .assert_eq(&sheet([Level::L6, Level::L7], "people", 76));
}

#[test]
fn a_narrow_terminal_has_one_above_the_other() {
    expect![[r#"
        The people

        L7 Leader of leaders
        L6 Team leader

        About reach
        Where did you see reach?
          L7
          • Several organizations, most of which
            report to somebody else
          L6
          • One team
          • A year ahead, and no further than
            that

        About measures
        Where did you see measures?
          L7
          • Several organizations, most of which
            report to somebody else
          L6
          • One team
          • A year ahead, and no further than
            that

        What changes in people.

        Where the sources disagree

        How many in p
          • three
            (a-long-document#three-in-a-long-place)
          • eight
            (a-long-document#eight-in-a-long-place)
        Say which.

        Estimates of p.
    "#]]
    .assert_eq(&sheet([Level::L7, Level::L6], "people", 40));
}

#[test]
fn an_aspect_stands_alone() {
    expect![[r#"
        The people

        L7 Leader of leaders                                         L6 Team leader
        ──────────────────────────────────────────────────────────   ──────────────────────────────────────────────────────────
        About reach
        Where did you see reach?
        • Several organizations, most of which report to somebody    • One team
          else                                                       • A year ahead, and no further than that

        The scope

        L7 Leader of leaders                                         L6 Team leader
        ──────────────────────────────────────────────────────────   ──────────────────────────────────────────────────────────
        About reach
        Where did you see reach?
        • Several organizations, most of which report to somebody    • One team
          else                                                       • A year ahead, and no further than that

        The sources disagree about this: `starling compare l7 l6 people` shows where.

        Estimates of p.
    "#]].assert_eq(&sheet([Level::L7, Level::L6], "reach", 200));
}

#[test]
fn an_area_is_a_competency_an_area_or_an_aspect() {
    let check = |area: &str, expect: Expect| {
        let told = match of_area(competencies(), area) {
            Ok((meant, _)) => {
                let meant = meant.iter().map(|of| {
                    let aspects: Vec<&str> =
                        of.aspects.iter().map(|aspect| aspect.id.as_str()).collect();
                    format!("{}: {}\n", of.id, aspects.join(", "))
                });
                meant.collect()
            }
            Err(failure) => failure.to_string(),
        };
        expect.assert_eq(&told);
    };
    check(
        "People",
        expect![[r#"
        people: reach, measures
    "#]],
    );
    check(
        "LEADERSHIP",
        expect![[r#"
        people: reach, measures
        technical: depth
    "#]],
    );
    check(
        "scope",
        expect![[r#"
        scope: reach
    "#]],
    );
    check(
        "reach",
        expect![[r#"
        people: reach
        scope: reach
    "#]],
    );
    check(
        "reech",
        expect![
            "there is no competency, area or aspect `reech`; did you mean reach? (`starling compare l6 l7` lists them all)"
        ],
    );
    check(
        "",
        expect![
            "there is no competency, area or aspect `` (`starling compare l6 l7` lists them all)"
        ],
    );
}
