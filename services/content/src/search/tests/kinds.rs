//! What of each kind of item is searched.

use expect_test::expect;

use super::{advice, answered, asked, documents, pack};

#[test]
fn every_text_of_every_kind_is_searched() {
    let files = [
        (
            "questions/q.md",
            asked("Q-title", "Q-asked?\n\n## Evaluated\n- Q-evaluated\n\n## Follow-ups\n- Q-next?\n\n## Red flags\n- Q-flag"),
        ),
        (
            "stories/s.md",
            answered(&asked("S-title", "S-asked?"), "category = \"any\"", "S-said\n\n## Evaluated\n- S-evaluated"),
        ),
        (
            "scenarios/c.md",
            answered(
                &asked("C-title", "C-asked?\n\n## Setting\nC-setting"),
                "outcome = \"failure\"",
                "C-said\n\n## Signals\n- C-signal\n\n## Figures\n- C-1\n\n## Lessons\n- C-lesson\n\n\
                 ## Differently\n- C-differently\n\n## Alternatives\n- C-alternative",
            ),
        ),
        (
            "principles/p.md",
            "+++\ntitle = \"P-title\"\n\n[[shown_in]]\nscenario = \"c\"\nhow = \"P-shown\"\n+++\nP-text\n".to_owned(),
        ),
        ("guidance/g.md", advice("G-title", "G-text\n\n- G-point.")),
        (
            "competencies/k.md",
            "+++\ntitle = \"K-title\"\narea = \"any\"\n\n[l6]\ntitle = \"K-six\"\n\n[l7]\ntitle = \"K-seven\"\n\n\
             [[aspect]]\nid = \"a\"\ntitle = \"K-aspect\"\nask = \"K-ask?\"\nl6 = [\"K-at-six\"]\n\
             l7 = [\"K-at-seven\"]\n+++\nK-text\n"
                .to_owned(),
        ),
        (
            "assessments/a.md",
            "+++\ntitle = \"A-title\"\nlevel = \"L7\"\n\n[[group]]\ntitle = \"A-group\"\n\
             statements = [\"A-statement.\"]\n+++\nA-text\n"
                .to_owned(),
        ),
        ("plans/l.md", "+++\ntitle = \"L-title\"\nlevel = \"L6\"\n+++\nL-text\n".to_owned()),
        (
            "days/l-1.md",
            "+++\ntitle = \"L-day\"\nplan = \"l\"\nday = 1\n\n[[block]]\ntitle = \"L-block\"\npart = \"morning\"\n\
             minutes = 60\n\n[[block.exercise]]\ntitle = \"L-exercise\"\nsteps = [\"L-step.\"]\n\n\
             [deliverables]\nitems = [\"L-deliverable\"]\n+++\nL-day-text\n"
                .to_owned(),
        ),
        (
            "rubrics/r.md",
            "+++\ntitle = \"R-title\"\nlevel = \"L7\"\n\n[[dimension]]\nid = \"d\"\ntitle = \"R-dimension\"\n\
             what = \"R-what\"\npoints = [\"R-1\", \"R-2\", \"R-3\", \"R-4\", \"R-5\"]\n+++\nR-text\n"
                .to_owned(),
        ),
        (
            "contradictions/x.md",
            "+++\ntitle = \"X-title\"\nabout = [\"guidance/g\"]\n\n[[claim]]\nsource = \"one\"\nsays = \"X-one\"\n\n\
             [[claim]]\nsource = \"two\"\nsays = \"X-two\"\n+++\nX-text\n"
                .to_owned(),
        ),
    ];
    let pack = pack("p", &files);
    let told = documents(&pack).map(|document| {
        let [asked, body, title] = document.texts();
        format!(
            "{} {:?}: {title} | {asked} | {body}\n",
            document.item, document.level
        )
    });
    expect![[r#"
        formats/plain Some(L6): Plain |  | All
        questions/c Some(L6): C-title | C-asked? | 
        questions/q Some(L6): Q-title | Q-asked? | Q-evaluated · Q-next? · Q-flag
        questions/s Some(L6): S-title | S-asked? | S-evaluated
        stories/s Some(L6): S-title | S-asked? | S-said · S-evaluated
        scenarios/c Some(L6): C-title | C-asked? | C-setting · C-said · C-signal · C-1 · C-lesson · C-differently · C-alternative
        principles/p None: P-title |  | P-text · P-shown
        guidance/g None: G-title |  | G-text · G-point. · So be it.
        competencies/k None: K-title |  | K-text · K-six · K-seven · K-aspect · K-ask? · K-at-six · K-at-seven
        assessments/a Some(L7): A-title |  | A-text · A-group · A-statement.
        plans/l Some(L6): L-title |  | L-text · L-day · L-day-text · L-block · L-exercise · L-step. · L-deliverable
        rubrics/r Some(L7): R-title |  | R-text · R-dimension · R-what · R-1 · R-2 · R-3 · R-4 · R-5
        contradictions/x None: X-title |  | X-one · X-two · X-text
    "#]].assert_eq(&told.collect::<String>());
}
