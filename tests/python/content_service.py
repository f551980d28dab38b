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


def main(address):
    client = Client(address)
    is_healthy(client)
    is_reflected(client)
    formats = every_format(client)
    questions = every_question(client)
    refuses(client)
    json.dump({"formats": formats, "questions": questions}, sys.stdout)


def is_healthy(client):
    health = health_pb2_grpc.HealthStub(client.channel)
    for service in ["", *SERVICES]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, service


def is_reflected(client):
    database = ProtoReflectionDescriptorDatabase(client.channel)
    assert set(SERVICES) <= set(database.get_services()), database.get_services()
    file = database.FindFileContainingSymbol("starling.content.v1.ContentService")
    assert [method.name for method in file.service[0].method] == [
        "ListFormats",
        "GetFormat",
        "ListQuestions",
        "GetQuestion",
    ]


def every_format(client):
    whole = client.content.ListFormats(content.ListFormatsRequest(parent="packs/-")).formats
    request = content.ListFormatsRequest(parent="packs/amazon-em", page_size=4)
    assert list(pages(client.content.ListFormats, request, "formats")) == list(whole)
    names = [found.name for found in whole]
    assert names == sorted(set(names)), names
    for found in whole:
        assert client.content.GetFormat(content.GetFormatRequest(name=found.name)).format == found
    return [as_dict(found) for found in whole]


def every_question(client):
    whole = client.content.ListQuestions(content.ListQuestionsRequest(parent="packs/-")).questions
    request = content.ListQuestionsRequest(parent="packs/-", page_size=7)
    assert list(pages(client.content.ListQuestions, request, "questions")) == list(whole)
    for found in whole:
        assert client.content.GetQuestion(content.GetQuestionRequest(name=found.name)).question == found
        assert found.text and found.evaluated, found.name
    for listening in ["follow_ups", "red_flags"]:
        assert sum(bool(getattr(found, listening)) for found in whole) > 10, listening

    request = content.ListQuestionsRequest(
        parent="packs/-", level=content.LEVEL_L7, principle="earn-trust", page_size=2
    )
    principle = "packs/amazon-em/principles/earn-trust"
    expected = [found for found in whole if found.level == content.LEVEL_L7 and principle in found.principles]
    assert len(expected) > 2
    assert list(pages(client.content.ListQuestions, request, "questions")) == expected
    return [as_dict(found) for found in whole]


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
