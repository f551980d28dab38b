"""Lets a coach in by a share link, as any program may: to listen, to comment, and out again.

Asserts on the way what the protos promise: a link opens one session for what its role may, and nothing once it is
revoked, not even a stream that is under way. A draft is its author's, a thread everybody's.
"""

import csv
import io
import os
import sys
import time
import uuid
import wave

import blake3
import google_crc32c
from google.protobuf.timestamp_pb2 import Timestamp
from stubs import Client, refusal, review, session, share, upload

QUESTION = "packs/amazon-em/questions/failed-technology-bet"
FORMAT = "packs/amazon-em/formats/l6-2min"
# More than a client and a server hold of a stream that nobody reads.
AUDIO_SIZE = 64 << 20


def main(address, token, authority):
    speaker = Client(address, token, authority)
    take = a_take_with_audio(speaker, os.urandom(AUDIO_SIZE))
    nobody_comes_in_without(Client(address, None, authority), take)
    the_speaker_writes(speaker, take)

    listener, link = invited(speaker, take, share.LINK_ROLE_LISTEN, lambda token: Client(address, token, authority))
    a_listener_hears_and_reads(listener, take)
    a_draft_is_not_read_before_it_is_sent(speaker, listener, take)
    a_listener_writes_nothing(listener, take)
    others_are_not_there(speaker, listener, take)
    commenter, _ = invited(speaker, take, share.LINK_ROLE_COMMENT, lambda token: Client(address, token, authority))
    a_commenter_writes(commenter, take)
    they_talk(speaker, commenter, take)
    what_was_said_is_a_file(speaker)
    a_revoked_link_ends_what_is_under_way(speaker, listener, link, take)
    print("{}")


def new_id():
    return str(uuid.uuid4())


def a_take_with_audio(client, data):
    """A server keeps any bytes; only reports and exports need them to be a WAV file."""
    sitting = client.sessions.CreateSession(session.CreateSessionRequest(request_id=new_id())).session
    request = session.CreateTakeRequest(
        parent=sitting.name, request_id=new_id(), question=QUESTION, format=FORMAT, fit=session.FIT_PRINTED
    )
    take = client.sessions.CreateTake(request).take.name
    opened = client.uploads.OpenUpload(upload.OpenUploadRequest(take=take, request_id=new_id()))
    epoch = opened.upload.writer_epoch
    size = len(data)

    def chunks():
        for offset in range(0, size, opened.max_chunk_size_bytes):
            piece = data[offset : offset + opened.max_chunk_size_bytes]
            sum_ = google_crc32c.value(piece)
            chunk = upload.Chunk(take=take, writer_epoch=epoch, offset_bytes=offset, data=piece, crc32c=sum_)
            yield upload.StreamUploadRequest(chunk=chunk)

    assert [answer.committed_size_bytes for answer in client.uploads.StreamUpload(chunks())][-1] == size
    digest = blake3.blake3(data).digest()
    client.uploads.FinishUpload(
        upload.FinishUploadRequest(take=take, writer_epoch=epoch, size_bytes=size, blake3=digest)
    )
    return take


def nobody_comes_in_without(stranger, take):
    is_refused(stranger.sessions.GetTake, a(take), "UNAUTHENTICATED", "CREDENTIALS_MISSING")


def the_speaker_writes(client, take):
    request = review.CreateReviewRequest(
        parent=take, request_id=new_id(), review=review.Review(author="Ada", note="Numbers are missing.")
    )
    written = client.reviews.CreateReview(request).review
    assert client.reviews.CreateReview(request).review == written
    changed = review.UpdateReviewRequest(review=written)
    changed.review.next_step = "Say what it saved."
    changed.update_mask.paths.append("next_step")
    after = client.reviews.UpdateReview(changed).review
    assert (after.note, after.next_step) == (written.note, "Say what it saved.") and after.etag != written.etag
    is_refused(client.reviews.UpdateReview, changed, "ABORTED", "ETAG_MISMATCH")
    changed.update_mask.paths.append("author")
    is_refused(client.reviews.UpdateReview, changed, "INVALID_ARGUMENT", "INVALID_FIELD")
    comment = client.reviews.CreateComment(a_comment(take, "The result comes late.")).comment
    assert comment.text == "The result comes late." and comment.author == "Ada"


def invited(speaker, take, role, client):
    """A client with the access that a link for this role gives, and the link's name."""
    link = share.ShareLink(role=role, expire_time=Timestamp(seconds=int(time.time()) + 3600))
    request = share.CreateShareLinkRequest(parent=session_of(take), request_id=new_id(), share_link=link)
    created = speaker.links.CreateShareLink(request)
    is_refused(speaker.links.CreateShareLink, request, "ALREADY_EXISTS", "LINK_ALREADY_CREATED")
    redeemed = client(None).links.RedeemShareLink(share.RedeemShareLinkRequest(token=created.token))
    assert (redeemed.session, redeemed.role) == (session_of(take), role)
    return client(redeemed.access_token), created.share_link.name


def a_listener_hears_and_reads(listener, take):
    assert listener.sessions.GetTake(a(take)).take.name == take
    request = session.ReadAudioRequest(name=take, limit_bytes=1_000_000)
    assert sum(len(answer.data) for answer in listener.sessions.ReadAudio(request)) == 1_000_000
    comments = listener.reviews.ListComments(review.ListCommentsRequest(parent=take)).comments
    assert [comment.text for comment in comments] == ["The result comes late."]


def a_listener_writes_nothing(listener, take):
    denied = ("PERMISSION_DENIED", "ROLE_LACKS_PERMISSION")
    is_refused(listener.reviews.CreateComment, a_comment(take, "Well done."), *denied)
    is_refused(listener.sessions.DeleteTake, session.DeleteTakeRequest(name=take), *denied)
    opening = upload.OpenUploadRequest(take=take, request_id=new_id())
    is_refused(listener.uploads.OpenUpload, opening, *denied)


def a_commenter_writes(commenter, take):
    assert commenter.reviews.CreateComment(a_comment(take, "Pause here.")).comment.text == "Pause here."
    delete = session.DeleteTakeRequest(name=take)
    is_refused(commenter.sessions.DeleteTake, delete, "PERMISSION_DENIED", "ROLE_LACKS_PERMISSION")


def a_draft_is_not_read_before_it_is_sent(speaker, listener, take):
    everything = review.ListReviewsRequest(parent=take)
    (draft,) = speaker.reviews.ListReviews(everything).reviews
    assert draft.is_own and not draft.HasField("send_time")
    assert not listener.reviews.ListReviews(everything).reviews
    get = review.GetReviewRequest(name=draft.name)
    is_refused(listener.reviews.GetReview, get, "NOT_FOUND", "REVIEW_NOT_FOUND")
    send = review.SendReviewRequest(name=draft.name, etag=draft.etag)
    is_refused(listener.reviews.SendReview, send, "PERMISSION_DENIED", "ROLE_LACKS_PERMISSION")
    assert speaker.reviews.SendReview(send).review.HasField("send_time")
    (read,) = listener.reviews.ListReviews(everything).reviews
    assert read.note == draft.note and read.HasField("send_time") and not read.is_own


def they_talk(speaker, commenter, take):
    """A spoken comment, a reply, an agreement."""
    rubrics = commenter.reviews.ListTakeRubrics(review.ListTakeRubricsRequest(parent=take)).rubrics
    assert len({tuple(dimension.id for dimension in rubric.dimensions) for rubric in rubrics}) == 1 < len(rubrics)
    spoken = a_comment(take, "")
    spoken.voice = two_seconds()
    thread = commenter.reviews.CreateComment(spoken).comment
    assert (thread.voice.sample_rate_hertz, thread.voice.sample_count) == (16_000, 32_000)
    assert thread.is_own and not thread.is_speakers
    heard = speaker.reviews.GetVoice(review.GetVoiceRequest(name=thread.name)).voice
    assert heard == spoken.voice

    answer = a_comment(take, "I did not know that.")
    answer.comment.reply_to = thread.name
    reply = speaker.reviews.CreateComment(answer).comment
    assert reply.is_speakers and (reply.start_sample, reply.end_sample) == (thread.start_sample, thread.end_sample)
    delete = review.DeleteCommentRequest(name=thread.name)
    is_refused(commenter.reviews.DeleteComment, delete, "FAILED_PRECONDITION", "HAS_REPLIES")
    resolve = review.ResolveCommentRequest(name=thread.name)
    resolved = speaker.reviews.ResolveComment(resolve).comment
    assert resolved.HasField("resolve_time")
    reopened = commenter.reviews.ReopenComment(review.ReopenCommentRequest(name=thread.name)).comment
    assert not reopened.HasField("resolve_time")
    speaker.reviews.DeleteComment(delete)
    get = review.GetCommentRequest(name=reply.name)
    is_refused(speaker.reviews.GetComment, get, "NOT_FOUND", "COMMENT_NOT_FOUND")
    odd = a_comment(take, "Hm.")
    odd.voice = b"OggS"
    is_refused(commenter.reviews.CreateComment, odd, "INVALID_ARGUMENT", "AUDIO_UNREADABLE")


def what_was_said_is_a_file(speaker):
    """A spreadsheet shows what was said, and works nothing out."""
    take = a_take_with_audio(speaker, two_seconds())
    nasty = "=SUM(1,2)\r\n\"quoted\", and more"
    thread = speaker.reviews.CreateComment(a_comment(take, nasty)).comment
    request = review.ExportReviewRequest(name=take, format=review.EXPORT_FORMAT_CSV)
    file = speaker.reviews.ExportReview(request)
    assert (file.file_name, file.media_type) == ("failed-technology-bet-comments.csv", "text/csv")
    (row,) = csv.DictReader(io.StringIO(file.content.decode(), newline=""))
    assert (row["start_s"], row["end_s"], row["text"]) == ("3.000", "6.000", "'" + nasty), row
    assert thread.name.endswith(row["thread"])


def two_seconds():
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(os.urandom(64_000))
    return file.getvalue()


def others_are_not_there(speaker, listener, take):
    """A session that the link does not open looks like one that nobody has."""
    other = speaker.sessions.CreateSession(session.CreateSessionRequest(request_id=new_id())).session.name
    for name in [other, f"sessions/{new_id()}"]:
        request = session.GetSessionRequest(name=name)
        is_refused(listener.sessions.GetSession, request, "NOT_FOUND", "SESSION_NOT_FOUND")
    comment = a_comment(take.replace(session_of(take), other), "Hello?")
    is_refused(listener.reviews.CreateComment, comment, "NOT_FOUND", "SESSION_NOT_FOUND")


def a_revoked_link_ends_what_is_under_way(speaker, listener, link, take):
    answers = listener.sessions.ReadAudio(session.ReadAudioRequest(name=take))
    heard = len(next(answers).data)
    assert speaker.links.RevokeShareLink(share.RevokeShareLinkRequest(name=link)).share_link.HasField("revoke_time")

    def listen_on():
        nonlocal heard
        for answer in answers:
            heard += len(answer.data)

    refused = refusal(listen_on)
    assert refused[:2] == ("PERMISSION_DENIED", "LINK_REVOKED"), refused
    assert heard < AUDIO_SIZE, heard
    is_refused(listener.sessions.GetTake, a(take), "UNAUTHENTICATED", "LINK_REVOKED")


def a(take):
    return session.GetTakeRequest(name=take)


def a_comment(take, text):
    comment = review.Comment(author="Ada", start_sample=48_000, end_sample=96_000, text=text)
    return review.CreateCommentRequest(parent=take, request_id=new_id(), comment=comment)


def session_of(take):
    return take.partition("/takes/")[0]


def is_refused(call, request, code, reason):
    refused = refusal(lambda: call(request))
    assert refused[:2] == (code, reason), refused


main(*sys.argv[1:])
