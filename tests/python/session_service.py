"""Brings a WAV file to the session service as any program may, and prints the report that it makes.

Asserts on the way what the protos promise: who asks twice gets one answer, bytes are held exactly once, what is
frozen stays, and every refusal has its reason.
"""

import json
import pathlib
import sys
import uuid

import blake3
import google_crc32c
from stubs import Client, as_dict, pages, refusal, session, upload

QUESTION = "packs/amazon-em/questions/failed-technology-bet"
FORMAT = "packs/amazon-em/formats/l6-2min"
CHUNK_SIZE = 100_000


def main(wav, *way_in):
    client = Client(*way_in)
    marks = [session.Mark(**mark) for mark in json.load(sys.stdin)]
    sitting = creates_a_session(client)
    take = creates_a_take(client, sitting)
    uploads(client, take, pathlib.Path(wav).read_bytes())
    finishes(client, take, marks)
    report = makes_a_report(client, take)
    lists(client, sitting, take, report)
    json.dump(as_dict(report), sys.stdout)


def new_id():
    return str(uuid.uuid4())


def creates_a_session(client):
    request = session.CreateSessionRequest(request_id=new_id(), title="Wednesday")
    created = client.sessions.CreateSession(request).session
    assert client.sessions.CreateSession(request).session == created
    assert client.sessions.GetSession(session.GetSessionRequest(name=created.name)).session == created
    assert created.title == "Wednesday" and created.create_time.seconds > 0

    request.title = "Thursday"
    is_refused(client.sessions.CreateSession, request, "INVALID_ARGUMENT", "REQUEST_ID_REUSED")
    request = session.CreateSessionRequest(request_id="1")
    is_refused(client.sessions.CreateSession, request, "INVALID_ARGUMENT", "INVALID_FIELD")
    request = session.GetSessionRequest(name=f"sessions/{new_id()}")
    is_refused(client.sessions.GetSession, request, "NOT_FOUND", "SESSION_NOT_FOUND")
    return created


def creates_a_take(client, sitting):
    def request(question=QUESTION, format_name=FORMAT, fit=session.FIT_PRINTED):
        return session.CreateTakeRequest(
            parent=sitting.name, request_id=new_id(), question=question, format=format_name, fit=fit
        )

    first = request()
    created = client.sessions.CreateTake(first).take
    assert client.sessions.CreateTake(first).take == created
    assert client.sessions.GetTake(session.GetTakeRequest(name=created.name)).take == created
    assert created.question.name == QUESTION and created.question.text
    assert created.format.name == FORMAT and len(created.format.sections) == 4
    assert not created.HasField("end")

    create = client.sessions.CreateTake
    is_refused(create, request(question=QUESTION + "s"), "NOT_FOUND", "QUESTION_NOT_FOUND")
    is_refused(create, request(format_name=FORMAT + "s"), "NOT_FOUND", "FORMAT_NOT_FOUND")
    is_refused(create, request(fit=session.FIT_UNSPECIFIED), "INVALID_ARGUMENT", "INVALID_FIELD")
    no_headline = request(format_name="packs/amazon-em/formats/l6-story", fit=session.FIT_HEADLINE)
    is_refused(create, no_headline, "FAILED_PRECONDITION", "FIT_UNAVAILABLE")
    return created


def uploads(client, take, wav):
    """Chunk by chunk at first, then by a stream that is cut, then by one that goes on where that was."""
    assert len(wav) > 6 * CHUNK_SIZE
    report = session.CreateReportRequest(parent=take.name, request_id=new_id())
    is_refused(client.sessions.CreateReport, report, "FAILED_PRECONDITION", "TAKE_UNFINISHED")
    get = upload.GetUploadRequest(take=take.name)
    is_refused(client.uploads.GetUpload, get, "NOT_FOUND", "UPLOAD_NOT_FOUND")

    opening = upload.OpenUploadRequest(take=take.name, request_id=new_id())
    opened = client.uploads.OpenUpload(opening)
    assert opened.upload.state == upload.UPLOAD_STATE_OPEN and opened.upload.committed_size_bytes == 0
    assert CHUNK_SIZE <= opened.max_chunk_size_bytes
    epoch = opened.upload.writer_epoch

    def chunk(offset, data=None, crc32c=None):
        data = wav[offset : offset + CHUNK_SIZE] if data is None else data
        crc32c = google_crc32c.value(data) if crc32c is None else crc32c
        return upload.Chunk(take=take.name, writer_epoch=epoch, offset_bytes=offset, data=data, crc32c=crc32c)

    def append(*arguments, **options):
        request = upload.AppendUploadRequest(chunk=chunk(*arguments, **options))
        return client.uploads.AppendUpload(request).committed_size_bytes

    assert append(0) == CHUNK_SIZE
    assert append(CHUNK_SIZE) == 2 * CHUNK_SIZE
    assert append(0) == 2 * CHUNK_SIZE, "a byte that is sent twice is held once"
    code, reason, metadata = refusal(lambda: append(3 * CHUNK_SIZE))
    assert (code, reason) == ("OUT_OF_RANGE", "OFFSET_GAP")
    assert metadata["next_offset_bytes"] == str(2 * CHUNK_SIZE), metadata
    refused = refusal(lambda: append(CHUNK_SIZE, data=b"something else"))
    assert refused[:2] == ("FAILED_PRECONDITION", "BYTES_DIFFER"), refused
    refused = refusal(lambda: append(2 * CHUNK_SIZE, crc32c=1))
    assert refused[:2] == ("INVALID_ARGUMENT", "CHECKSUM_MISMATCH"), refused

    def stream(offsets):
        requests = (upload.StreamUploadRequest(chunk=chunk(offset)) for offset in offsets)
        return client.uploads.StreamUpload(requests)

    # Cut after its first acknowledgement, with another chunk under way.
    acknowledgements = stream([2 * CHUNK_SIZE, 3 * CHUNK_SIZE])
    acknowledged = next(acknowledgements).committed_size_bytes
    assert acknowledged in (3 * CHUNK_SIZE, 4 * CHUNK_SIZE)
    acknowledgements.cancel()

    # The same writer goes on; another one would have taken over.
    opened = client.uploads.OpenUpload(opening)
    assert opened.upload.writer_epoch == epoch
    committed = opened.upload.committed_size_bytes
    assert committed >= acknowledged and committed % CHUNK_SIZE == 0, committed
    sizes = [answer.committed_size_bytes for answer in stream(range(committed, len(wav), CHUNK_SIZE))]
    assert sizes == sorted(sizes) and sizes[-1] == len(wav), sizes

    def finish(size=len(wav), hash_of=wav):
        request = upload.FinishUploadRequest(
            take=take.name, writer_epoch=epoch, size_bytes=size, blake3=blake3.blake3(hash_of).digest()
        )
        return client.uploads.FinishUpload(request).upload

    refused = refusal(lambda: finish(size=len(wav) - 1))
    assert refused[:2] == ("FAILED_PRECONDITION", "SIZE_MISMATCH"), refused
    refused = refusal(lambda: finish(size=len(wav) + 1))
    assert refused[:2] == ("OUT_OF_RANGE", "OFFSET_GAP"), refused
    refused = refusal(lambda: finish(hash_of=b"another take"))
    assert refused[:2] == ("DATA_LOSS", "TAKE_MISMATCH"), refused

    taken_over = client.uploads.OpenUpload(upload.OpenUploadRequest(take=take.name, request_id=new_id()))
    assert taken_over.upload.writer_epoch == epoch + 1
    refused = refusal(finish)
    assert refused[:2] == ("ABORTED", "WRITER_SUPERSEDED"), refused
    epoch = taken_over.upload.writer_epoch
    whole = finish()
    assert whole.state == upload.UPLOAD_STATE_COMPLETE and whole.committed_size_bytes == len(wav)
    assert finish() == whole
    assert client.uploads.GetUpload(get).upload == whole
    refused = refusal(lambda: append(len(wav), data=b"more"))
    assert refused[:2] == ("FAILED_PRECONDITION", "UPLOAD_COMPLETE"), refused


def finishes(client, take, marks):
    def request(marks, ended="stopped"):
        return session.FinishTakeRequest(name=take.name, end=session.TakeEnd(marks=marks, ended=ended))

    finish = client.sessions.FinishTake
    is_refused(finish, request(marks[::-1]), "INVALID_ARGUMENT", "MARKS_REFUSED")
    unknown = [session.Mark(sample=0, place="learning")]
    is_refused(finish, request(unknown), "INVALID_ARGUMENT", "MARKS_REFUSED")
    finished = finish(request(marks)).take
    assert list(finished.end.marks) == marks and finished.question == take.question
    assert finish(request(marks)).take == finished
    is_refused(finish, request(marks, "device_lost"), "FAILED_PRECONDITION", "TAKE_FINISHED")


def makes_a_report(client, take):
    request = session.CreateReportRequest(parent=take.name, request_id=new_id())
    report = client.sessions.CreateReport(request).report
    assert client.sessions.CreateReport(request).report == report
    assert client.sessions.GetReport(session.GetReportRequest(name=report.name)).report == report

    request.request_id = new_id()
    another = client.sessions.CreateReport(request).report
    assert another.name != report.name and another.score == report.score
    request = session.GetReportRequest(name=f"{take.name}/reports/{new_id()}")
    is_refused(client.sessions.GetReport, request, "NOT_FOUND", "REPORT_NOT_FOUND")
    return report


def lists(client, sitting, take, report):
    """Newest first, page after page."""
    for title in ["second", "third"]:
        client.sessions.CreateSession(session.CreateSessionRequest(request_id=new_id(), title=title))
    sessions = pages(client.sessions.ListSessions, session.ListSessionsRequest(page_size=1), "sessions")
    assert [found.title for found in sessions] == ["third", "second", "Wednesday"]
    for parent in [sitting.name, "sessions/-"]:
        takes = pages(client.sessions.ListTakes, session.ListTakesRequest(parent=parent), "takes")
        assert [found.name for found in takes] == [take.name]
    request = session.ListReportsRequest(parent=take.name, page_size=1)
    reports = list(pages(client.sessions.ListReports, request, "reports"))
    assert len(reports) == 2 and reports[-1] == report


def is_refused(call, request, code, reason):
    refused = refusal(lambda: call(request))
    assert refused[:2] == (code, reason), refused


main(*sys.argv[1:])
