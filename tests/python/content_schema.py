"""Holds `content/schema.json` to its metaschema, to every file of the packs and to the examples of their README.

Then changes every value of the examples, and asserts which rule of the schema refuses the change. Prints as JSON how
many files of the packs there are of each kind.
"""

import copy
import json
import pathlib
import sys
import tomllib

from jsonschema import Draft202012Validator

CONTENT = pathlib.Path(__file__).parents[2] / "content"
SCHEMA = json.loads((CONTENT / "schema.json").read_text("utf-8"))

# Where the files of each kind lie.
KINDS = {
    "pack.toml": "pack",
    "formats": "format",
    "principles": "principle",
    "questions": "question",
    "stories": "story",
    "scenarios": "scenario",
    "guidance": "guidance",
    "competencies": "competency",
    "assessments": "assessment",
    "plans": "plan",
    "days": "day",
    "rubrics": "rubric",
    "contradictions": "contradiction",
}


def main():
    Draft202012Validator.check_schema(SCHEMA)
    shipped, shown = list(files_of_packs()), list(examples((CONTENT / "README.md").read_text("utf-8")))
    problems = [problem for file in shipped + shown for problem in disagreements(*file)]
    if problems:
        sys.exit("\n".join(problems))
    tables = {kind: table for _, kind, table in shown}
    assert len(shown) == len(tables) == len(KINDS), tables.keys()
    is_closed_and_described()
    for key, changes in CHANGES.items():
        for value, rule in changes:
            breaks(tables, key, value, rule)
    kinds = [kind for _, kind, _ in shipped]
    json.dump({kind: kinds.count(kind) for kind in KINDS.values()}, sys.stdout)


def files_of_packs():
    """What to call every file of every pack, its kind and its TOML."""
    for pack in sorted(path for path in CONTENT.iterdir() if path.is_dir()):
        for path in [pack / "pack.toml", *sorted(pack.glob("*/*.md"))]:
            yield parsed(path.relative_to(CONTENT), path.relative_to(pack), path.read_text("utf-8"))


def examples(page):
    """The same of the README, whose headings name files and whose blocks are their texts."""
    names, block = [], None
    for line in page.splitlines():
        if line == "```" and block is None:
            block = []
        elif line == "```":
            name = pathlib.Path(names.pop(0))
            yield parsed(f"README.md: {name}", name, "\n".join(block))
            block = None
        elif block is not None:
            block.append(line)
        elif line.startswith("## "):
            names = line.split("`")[1::2]


def parsed(name, path, text):
    try:
        if path.suffix == ".md":
            _, text, _ = text.split("+++\n", 2)
        return name, KINDS[path.parts[0]], tomllib.loads(text)
    except (ValueError, KeyError) as error:
        sys.exit(f"{name}: {error!r}")


def disagreements(name, kind, table):
    """What is wrong with the TOML of a file, as its own kind and as any."""
    broken = list(errors(kind, table))
    for error in broken:
        yield f"{name}: {error.json_path}: {error.message}"
    if not broken and not Draft202012Validator(SCHEMA).is_valid(table):
        yield f"{name}: may be of several kinds"


def errors(kind, table):
    only = {"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]}
    return Draft202012Validator(only).iter_errors(table)


def is_closed_and_described():
    """No table takes a key that is not listed; an editor has something to show for each that is; all are changed."""
    assert SCHEMA["oneOf"] == [{"$ref": f"#/$defs/{kind}"} for kind in KINDS.values()]
    keys = {key for kind in KINDS.values() for key in keys_of(kind, {"$ref": f"#/$defs/{kind}"})}
    assert keys == CHANGES.keys(), keys ^ CHANGES.keys()


def keys_of(path, schema):
    """Every key of a table and of the tables in it, and for each table one that no table has."""
    schema = resolved(schema)
    if "items" in schema:
        yield from keys_of(f"{path}/0", schema["items"])
    if "properties" in schema:
        assert schema["additionalProperties"] is False, path
        yield f"{path}/titel"
        for key, value in schema["properties"].items():
            assert {"title", "description"} <= resolved(value).keys(), (path, key)
            yield f"{path}/{key}"
            yield from keys_of(f"{path}/{key}", value)


def resolved(schema):
    """A schema and what it refers to, as one; its own title and description stand."""
    path = schema.get("$ref", "").removeprefix("#/$defs/")
    return resolved(SCHEMA["$defs"][path]) | schema if path else schema


def breaks(tables, key, value, rule):
    """An example with one value changed breaks one rule, or none; `None` takes the value out."""
    kind, *path, last = [int(part) if part.isdigit() else part for part in key.split("/")]
    table = copy.deepcopy(tables[kind])
    place = table
    for part in path:
        place = place[part]
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value(place[last]) if callable(value) else value
    broken = [error.validator for error in errors(kind, table)]
    assert broken == ([rule] if rule else []), (key, value, broken)


def rows(least, most):
    """As many tables as may stand in a list, then one less and one more."""
    numbers = [(least, None), (most, None), (most + 1, "maxItems")] + [(least - 1, "minItems")] * (least > 0)
    repeated = [(lambda tables, number=number: tables[:1] * number, rule) for number, rule in numbers]
    return [*repeated, (lambda tables: [*tables[:1], "a"], "type"), ("a", "type")]


NEED = (None, "required")
MAY = (None, None)
TYPO = [("A reader", "additionalProperties")]
TEXT = [
    (" a b ", None),
    *((text, "pattern") for text in ["", " ", "a\nb", "\x1b[31m", "\x85"]),
    (5, "type"),
]
TEXTS = [
    (["a"] * 50, None),
    (["a"] * 51, "maxItems"),
    ([], "minItems"),
    ([""], "pattern"),
    ([5], "type"),
    ("a", "type"),
]
LEVEL = [("L6", None), ("L7", None), ("L5", "enum"), (6, "enum")]
ID = [
    ("l6-2min", None),
    ("a" * 64, None),
    ("a" * 65, "maxLength"),
    *((id, "pattern") for id in ["", "L6", "a--b", "-a", "a-", "a b", "a_b", "a/b", "ä"]),
    (6, "type"),
]
IDS = [
    ([f"a{number}" for number in range(50)], None),
    ([f"a{number}" for number in range(51)], "maxItems"),
    ([], "minItems"),
    (["a", "a"], "uniqueItems"),
    (["A"], "pattern"),
    ("a", "type"),
]
PRINCIPLES = [
    ([], None),
    (list("abcde"), None),
    (list("abcdef"), "maxItems"),
    (["a", "a"], "uniqueItems"),
    (["A"], "pattern"),
    ("a", "type"),
]
ITEMS = [
    *(([item], None) for item in ["stories/lost-card", "contradictions/" + "a" * 64, "plans/" + "a" * 64]),
    (["plans/" + "a" * 65], "not"),
    *(([item], "pattern") for item in ["days/weekend-1", "story/lost-card", "lost-card", "plans/", "plans/A"]),
    ([f"plans/a{number}" for number in range(50)], None),
    ([f"plans/a{number}" for number in range(51)], "maxItems"),
    ([], "minItems"),
    (["plans/a", "plans/a"], "uniqueItems"),
    ("plans/a", "type"),
]
COUNT = [
    (1, None),
    (10_000, None),
    (0, "minimum"),
    (10_001, "maximum"),
    (1.5, "type"),
    ("1", "type"),
]
RANGE = [
    ([0, 10_000], None),
    ([-1, 5], "minimum"),
    ([0, 10_001], "maximum"),
    ([3, 3], "uniqueItems"),
    ([1], "minItems"),
    ([1, 2, 3], "maxItems"),
    ([1, 2.5], "type"),
    (1, "type"),
]
POINTS = [(0, None), (2.5, None), (10_000, None), (-0.5, "minimum"), (10_001, "maximum"), ("4", "type")]
SECONDS = [
    (0.0006, None),
    (86_400, None),
    (0, "minimum"),
    (0.0004, "minimum"),
    (-1, "minimum"),
    (86_401, "maximum"),
    ("20", "type"),
]
BUDGET = [
    *((seconds, rule and "anyOf") for seconds, rule in SECONDS),
    ([50, 50], None),
    ([50, 70.5], None),
    *((range, "anyOf") for range in [[], [50], [50, 60, 70], [50, True], [0, 50], {"min": 50, "max": 70}]),
]
SECTION_ID = [
    ("high_level_design", None),
    ("a" * 64, None),
    ("a" * 65, "maxLength"),
    *((id, "pattern") for id in ["", "What", "what you did", "a-b", "a__b"]),
    ("off_clock", "not"),
    (6, "type"),
]
DAY_PART = [("morning", None), ("afternoon", None), ("evening", None), ("night", "enum")]
RUBRIC_POINTS = [
    (["a"] * 5, None),
    (["a"] * 4, "minItems"),
    (["a"] * 6, "maxItems"),
    (["a", "a", "", "a", "a"], "pattern"),
    ("aaaaa", "type"),
]

# What happens to an example of the README when a value becomes another. A 0 in a path is the first of a list.
CHANGES = {
    "pack/format_version": [MAY, (1, None), (2, "const")],
    "pack/summary": [NEED, *TEXT],
    "pack/license": [NEED, *TEXT],
    "pack/disclaimer": [MAY, *TEXT],
    "pack/language": [NEED, *TEXT],
    "format/headline_s": [MAY, *SECONDS],
    "format/section": [NEED, *rows(1, 9)],
    "format/section/0/id": [NEED, *SECTION_ID],
    "format/section/0/budget_s": [NEED, *BUDGET],
    "principle/shown_in": [MAY, *rows(0, 50)],
    "principle/shown_in/0/scenario": [NEED, *ID],
    "principle/shown_in/0/how": [NEED, *TEXT],
    "story/category": [NEED, *ID],
    "scenario/outcome": [NEED, ("failure", None), ("draw", "enum")],
    "guidance/topic": [NEED, *ID],
    "competency/area": [NEED, *ID],
    "competency/l6": [NEED, ("L6", "type")],
    "competency/l7": [NEED, ("L7", "type")],
    "competency/aspect": [NEED, *rows(1, 50)],
    "competency/aspect/0/id": [NEED, *ID],
    "competency/aspect/0/ask": [MAY, *TEXT],
    "competency/aspect/0/l6": [NEED, *TEXTS],
    "competency/aspect/0/l7": [NEED, *TEXTS],
    "assessment/scale": [MAY, *RANGE],
    "assessment/ready_total": [MAY, *POINTS],
    "assessment/ready_each": [MAY, *POINTS],
    "assessment/ready_mean": [MAY, *POINTS],
    "assessment/horizon_months": [MAY, *RANGE],
    "assessment/group": [NEED, *rows(1, 50)],
    "assessment/group/0/statements": [NEED, *TEXTS],
    "plan/guidance": [MAY, *IDS],
    "day/plan": [NEED, *ID],
    "day/day": [NEED, *COUNT],
    "day/block": [NEED, *rows(1, 50)],
    "day/block/0/part": [NEED, *DAY_PART],
    "day/block/0/minutes": [NEED, *COUNT],
    "day/block/0/exercise": [NEED, *rows(1, 50)],
    "day/block/0/exercise/0/minutes": [MAY, *COUNT],
    "day/block/0/exercise/0/format": [MAY, *ID],
    "day/block/0/exercise/0/assessment": [MAY, *ID],
    "day/block/0/exercise/0/questions": [MAY, *IDS],
    "day/block/0/exercise/0/steps": [NEED, *TEXTS],
    "day/deliverables": [NEED, ([], "type")],
    "day/deliverables/items": [NEED, *TEXTS],
    "rubric/dimension": [NEED, *rows(1, 50)],
    "rubric/dimension/0/id": [NEED, *ID],
    "rubric/dimension/0/what": [NEED, *TEXT],
    "rubric/dimension/0/points": [NEED, *RUBRIC_POINTS],
    "contradiction/about": [NEED, *ITEMS],
    "contradiction/claim": [NEED, *rows(2, 50)],
    "contradiction/claim/0/says": [NEED, *TEXT],
}

# The keys that many tables have.
ASKED = ["question", "story", "scenario"]
ITEMS_OF_PACK = [kind for kind in KINDS.values() if kind != "pack"]
TITLED = [
    *KINDS.values(),
    "format/section/0",
    "competency/l6",
    "competency/l7",
    "competency/aspect/0",
    "assessment/group/0",
    "day/block/0",
    "day/block/0/exercise/0",
    "rubric/dimension/0",
]
TABLES = [*TITLED, "principle/shown_in/0", "day/deliverables", "contradiction/claim/0"]
SOURCED = [*ITEMS_OF_PACK, "competency/l6", "competency/l7", "day/block/0", "day/deliverables"]
for tables, key, changes in [
    (TABLES, "titel", TYPO),
    (TITLED, "title", [NEED, *TEXT]),
    (SOURCED, "source", [MAY, *TEXT]),
    (["contradiction/claim/0"], "source", [NEED, *TEXT]),
    ([*ASKED, "format", "assessment", "plan", "rubric"], "level", [NEED, *LEVEL]),
    (["guidance"], "level", [MAY, *LEVEL]),
    (ASKED, "format", [NEED, *ID]),
    (ASKED, "principles", [MAY, *PRINCIPLES]),
]:
    CHANGES |= {f"{table}/{key}": changes for table in tables}

main()
