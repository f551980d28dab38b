"""Lists sessions and takes at a glance and watches them change, as any program may.

One client watches while another one practises and comments: what is told is what is listed.
"""

import sys
import uuid

from stubs import Client, overview, pages, refusal, review, session

QUESTION = "packs/amazon-em/questions/failed-technology-bet"
FORMAT = "packs/amazon-em/formats/l6-2min"
OWN = "sessions/-"


def main(*way_in):
    speaker, page = Client(*way_in), Client(*way_in)
    caller = page.overviews.GetCaller(overview.GetCallerRequest())
    assert (caller.role, caller.session) == (overview.CALLER_ROLE_OWNER, "") and caller.id
    events = page.overviews.Watch(overview.WatchRequest(parent=OWN))
    assert told(events) == ("ready", overview.Ready())

    names = [a_session(speaker, title) for title in ["Monday", "Tuesday", "Wednesday"]]
    for name in names:
        assert told(events) == ("session", name)
    take = a_take(speaker, names[1])
    kind, taken = told(events)
    assert (kind, taken.name, taken.state) == ("take", take, overview.TAKE_STATE_RECORDING)
    assert taken.question == QUESTION and taken.question_title and taken.format_title
    said = a_comment(speaker, take)
    assert told(events) == ("comment", said)
    events.cancel()

    sessions_are_listed(page, names)
    takes_are_listed(page, names[1], take)
    what_is_wrong_is_refused(page)
    print("{}")


def told(events):
    """The next event that says something new of what this test is about: a take may be told again."""
    for event in events:
        kind = event.WhichOneof("event")
        happened = kind, getattr(event, kind)
        if happened not in seen:
            seen.append(happened)
            return happened
    raise AssertionError("the watch has ended")


seen = []


def sessions_are_listed(client, names):
    def listed(page_size=0, **asked):
        request = overview.ListSessionOverviewsRequest(page_size=page_size, **asked)
        return list(pages(client.overviews.ListSessionOverviews, request, "sessions"))

    assert [item.session.name for item in listed(page_size=1)] == names[::-1]
    [found] = listed(query="failed TUESDAY")
    assert found.session.name == names[1] and found.is_live
    assert (found.take_count, found.unheard_take_count, found.review_count) == (1, 0, 0)
    assert [item.session.name for item in listed(filter=overview.SESSION_FILTER_LIVE)] == [names[1]]
    assert listed(filter=overview.SESSION_FILTER_REVIEWED) == [] == listed(query="Sunday")


def takes_are_listed(client, sitting, take):
    for parent in [OWN, sitting]:
        for question in ["", QUESTION]:
            request = overview.ListTakeOverviewsRequest(parent=parent, question=question)
            [found] = pages(client.overviews.ListTakeOverviews, request, "takes")
            assert (found.name, found.thread_count, found.is_heard) == (take, 1, False)
    request = overview.ListTakeOverviewsRequest(parent=sitting, question=QUESTION + "s")
    assert list(pages(client.overviews.ListTakeOverviews, request, "takes")) == []


def what_is_wrong_is_refused(client):
    invalid = ("INVALID_ARGUMENT", "INVALID_FIELD")
    sessions, takes = client.overviews.ListSessionOverviews, client.overviews.ListTakeOverviews
    is_refused(sessions, overview.ListSessionOverviewsRequest(query="x" * 201), *invalid)
    is_refused(sessions, overview.ListSessionOverviewsRequest(filter=99), *invalid)
    is_refused(takes, overview.ListTakeOverviewsRequest(parent="sessions"), *invalid)
    is_refused(takes, overview.ListTakeOverviewsRequest(parent=OWN, question="x"), *invalid)
    token = sessions(overview.ListSessionOverviewsRequest(page_size=1)).next_page_token
    other = overview.ListSessionOverviewsRequest(query="monday", page_token=token)
    is_refused(sessions, other, "INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    absent = overview.WatchRequest(parent=f"sessions/{new_id()}")
    is_refused(lambda request: next(client.overviews.Watch(request)), absent, "NOT_FOUND", "SESSION_NOT_FOUND")


def a_session(client, title):
    request = session.CreateSessionRequest(request_id=new_id(), title=title)
    return client.sessions.CreateSession(request).session.name


def a_take(client, sitting):
    request = session.CreateTakeRequest(
        parent=sitting, request_id=new_id(), question=QUESTION, format=FORMAT, fit=session.FIT_PRINTED
    )
    return client.sessions.CreateTake(request).take.name


def a_comment(client, take):
    comment = review.Comment(author="Ada", start_sample=48_000, end_sample=96_000, text="The result comes late.")
    request = review.CreateCommentRequest(parent=take, request_id=new_id(), comment=comment)
    return client.reviews.CreateComment(request).comment


def new_id():
    return str(uuid.uuid4())


def is_refused(call, request, code, reason):
    refused = refusal(lambda: call(request))
    assert refused[:2] == (code, reason), refused


main(*sys.argv[1:])
