"""Calls the content service as any program may, by stubs made of its protos; asserts what the protos promise."""

import json
import sys

from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from stubs import Client, as_dict, content, pages, refusal

SERVICES = [
    "starling.content.v1.ContentService",
    "starling.session.v1.SessionService",
    "starling.session.v1.TakeUploadService",
]


# One item of each collection, in the singular, and its collection.
COLLECTIONS = {
    "Format": "formats",
    "Question": "questions",
    "Story": "stories",
    "Scenario": "scenarios",
    "Principle": "principles",
    "Guidance": "guidance",
    "Competency": "competencies",
    "Assessment": "assessments",
    "Plan": "plans",
    "Rubric": "rubrics",
    "Contradiction": "contradictions",
}


def main(*way_in):
    client = Client(*way_in)
    is_healthy(client)
    is_reflected(client)
    packs(client)
    items = {collection: every_item(client, kind, collection) for kind, collection in COLLECTIONS.items()}
    listening(items["questions"])
    filters(client, items)
    searches(client, items)
    watches(client)
    refuses(client)
    json.dump({collection: [as_dict(found) for found in whole] for collection, whole in items.items()}, sys.stdout)


def is_healthy(client):
    health = health_pb2_grpc.HealthStub(client.channel)
    for service in ["", *SERVICES]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, service


def is_reflected(client):
    database = ProtoReflectionDescriptorDatabase(client.channel)
    assert set(SERVICES) <= set(database.get_services()), database.get_services()
    file = database.FindFileContainingSymbol("starling.content.v1.ContentService")
    methods = {method.name for method in file.service[0].method}
    lists = {f"List{collection.capitalize()}" for collection in COLLECTIONS.values()}
    gets = {f"Get{kind}" for kind in COLLECTIONS}
    assert methods == lists | gets | {"ListPacks", "GetPack", "Search", "Watch"}, methods


def packs(client):
    (pack,) = client.content.ListPacks(content.ListPacksRequest()).packs
    assert (pack.name, pack.state, list(pack.problems)) == ("packs/amazon-em", content.PACK_STATE_SERVED, [])
    assert "not affiliated" in pack.disclaimer and len(pack.version) == 64 and pack.shipped
    assert client.content.GetPack(content.GetPackRequest(name=pack.name)).pack == pack


def every_item(client, kind, collection):
    """All items of a kind: whole or page by page, listed or got one by one, they are the same."""
    call = getattr(client.content, f"List{collection.capitalize()}")
    make = getattr(content, f"List{collection.capitalize()}Request")
    whole = list(pages(call, make(parent="packs/-", page_size=200), collection))
    assert list(pages(call, make(parent="packs/amazon-em", page_size=7), collection)) == whole
    names = [found.name for found in whole]
    assert names == sorted(set(names)), names
    get = getattr(client.content, f"Get{kind}")
    for found in whole:
        answer = get(getattr(content, f"Get{kind}Request")(name=found.name))
        assert getattr(answer, kind.lower()) == found
    return whole


def listening(questions):
    for found in questions:
        assert found.text and found.evaluated and found.follow_ups, found.name
    assert sum(bool(found.red_flags) for found in questions) > 10


def filters(client, items):
    """Each filter keeps what Python keeps."""

    def check(collection, keep, **given):
        call = getattr(client.content, f"List{collection.capitalize()}")
        make = getattr(content, f"List{collection.capitalize()}Request")
        kept = list(pages(call, make(parent="packs/-", page_size=3, **given), collection))
        assert kept == [found for found in items[collection] if keep(found)] and kept, (collection, given)
        assert len(kept) < len(items[collection]), (collection, given)

    l6, l7 = content.LEVEL_L6, content.LEVEL_L7
    trust = "packs/amazon-em/principles/earn-trust"
    answered = {found.name.split("/")[-1] for found in items["stories"]}
    check(
        "questions",
        lambda found: found.level == l7 and trust in found.principles,
        level=l7,
        principle="earn-trust",
    )
    check(
        "questions", lambda found: found.name.split("/")[-1] in answered, kind=content.QUESTION_KIND_STORY
    )
    check("stories", lambda found: found.question.level == l6, level=l6)
    check("stories", lambda found: found.category == "dive-deep", category="dive-deep")
    check(
        "scenarios", lambda found: found.outcome == content.OUTCOME_FAILURE, outcome=content.OUTCOME_FAILURE
    )
    check("guidance", lambda found: found.level in (l6, content.LEVEL_UNSPECIFIED), level=l6)
    check("guidance", lambda found: found.topic == "red-flags", topic="red-flags")
    check("competencies", lambda found: found.area == "leadership", area="leadership")
    check("assessments", lambda found: found.level == l6, level=l6)
    check("rubrics", lambda found: found.level == l7, level=l7)
    about = "packs/amazon-em/formats/l6-2min"
    check("contradictions", lambda found: about in found.about, about=about)


def searches(client, items):
    story = items["stories"][0]
    request = content.SearchRequest(parent="packs/-", query=story.question.title, page_size=200)
    hits = client.content.Search(request).hits
    assert story.name in [hit.name for hit in hits[:5]], [hit.name for hit in hits[:5]]
    for hit in hits:
        assert all(0 <= part.start < part.end <= len(hit.snippet) for part in hit.highlights), hit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for odd in ['"', "AND OR NOT", "a* NEAR(b)", "'; DROP TABLE", "\u0000", "🐦" * 600, "x:y", "^-"]:
        client.content.Search(content.SearchRequest(parent="packs/-", query=odd))


def watches(client):
    first = next(iter(client.content.Watch(content.WatchRequest(parent="packs/-"))))
    assert [pack.name for pack in first.packs] == ["packs/amazon-em"] and not first.removed


def refuses(client):
    def check(call, request, code, reason):
        refused = refusal(lambda: call(request))
        assert refused[:2] == (code, reason), refused

    get = client.content.GetFormat
    check(get, content.GetFormatRequest(name="packs/amazon-em/formats/none"), "NOT_FOUND", "FORMAT_NOT_FOUND")
    check(get, content.GetFormatRequest(name="packs/none/formats/l6-2min"), "NOT_FOUND", "PACK_NOT_FOUND")
    for name in ["", "l6-2min", "packs/amazon-em/questions/l6-2min", "packs/amazon-em/formats/L6", "packs/-/formats/a"]:
        check(get, content.GetFormatRequest(name=name), "INVALID_ARGUMENT", "INVALID_FIELD")
    get = client.content.GetQuestion
    check(get, content.GetQuestionRequest(name="packs/amazon-em/questions/none"), "NOT_FOUND", "QUESTION_NOT_FOUND")

    page = client.content.ListQuestions(content.ListQuestionsRequest(parent="packs/-", page_size=1))
    other_query = content.ListQuestionsRequest(
        parent="packs/-", principle="earn-trust", page_token=page.next_page_token
    )
    check(client.content.ListQuestions, other_query, "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    damaged = content.ListQuestionsRequest(parent="packs/-", page_token="?")
    check(client.content.ListQuestions, damaged, "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    negative = content.ListFormatsRequest(parent="packs/-", page_size=-1)
    check(client.content.ListFormats, negative, "INVALID_ARGUMENT", "INVALID_FIELD")


main(*sys.argv[1:])
