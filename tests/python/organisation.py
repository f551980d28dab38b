"""An organisation with an OpenID Connect provider of its own, which nobody here wrote, and a `starling serve` that
trusts it: who gets in with which token, and what they may.

The provider has one user to a name; `root` has the group of the administrators.
"""

import base64
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
import warnings

import grpc
import werkzeug.serving
from stubs import Client, content, overview, refusal, session

with warnings.catch_warnings():
    # It warns of what its libraries are to become.
    warnings.simplefilter("ignore")
    import oidc_provider_mock
    from oidc_provider_mock._app import OpenIDCode

CLIENT = "starling"
CONFIG = """
[listen]
tcp = ["127.0.0.1:0"]

[oidc]
issuer = "{issuer}"
audience = "starling"

[oidc.admin]
claim = "groups"
value = "starling-admins"
"""
MINUTE_S = 60
# How long an expired token is still taken.
LEEWAY_S = 30


def main(starling, home):
    home = pathlib.Path(home)
    provider = Provider()
    with provider.runs():
        tokens = {name: provider.log_in(name) for name in ("ann", "bob", "root")}
        other_audience = provider.log_in("ann", client="another")
        expired = provider.log_in("ann", lifetime_s=-2 * MINUTE_S)
    (home / "starling.toml").write_text(CONFIG.format(issuer=provider.issuer))

    with serves(starling, home) as address:
        # Whoever's token it is, it cannot be checked yet, which is no fault of it.
        assert refused(address, tokens["ann"]) == ("UNAVAILABLE", "ISSUER_AWAY")

    with provider.runs(), serves(starling, home) as address:
        is_refused(address, other_audience, "it is for another audience")
        is_refused(address, expired, "it has expired")
        is_refused(address, unsigned(tokens["ann"]), "it is no JWT")
        is_refused(address, forged(tokens["ann"]), "its signature is wrong")
        assert refused(address, None) == ("UNAUTHENTICATED", "CREDENTIALS_MISSING")
        has_what_is_theirs(*(Client(address, tokens[name]) for name in ("ann", "bob", "root")))
        streams_end_with_their_token(Client(address, provider.log_in("ann", lifetime_s=10 - LEEWAY_S)))
    audit = (home / "data/sessions/audit.jsonl").read_text()
    json.dump([json.loads(line) for line in audit.splitlines()], sys.stdout)


def has_what_is_theirs(ann, bob, root):
    create = session.CreateSessionRequest(request_id=str(uuid.uuid4()), title="Wednesday")
    name = ann.sessions.CreateSession(create).session.name
    get = session.GetSessionRequest(name=name)
    assert ann.sessions.GetSession(get).session.title == "Wednesday"
    take = session.CreateTakeRequest(
        parent=name,
        request_id=str(uuid.uuid4()),
        question="packs/amazon-em/questions/failed-technology-bet",
        format="packs/amazon-em/formats/l6-2min",
        fit=session.FIT_PRINTED,
    )
    take = ann.sessions.CreateTake(take).take.name

    # Somebody else learns no more of it than of one that is not there.
    delete = session.DeleteSessionRequest(name=name)
    for call in (lambda: bob.sessions.GetSession(get), lambda: bob.sessions.DeleteSession(delete)):
        assert refusal(call)[:2] == ("NOT_FOUND", "SESSION_NOT_FOUND")
    listed = session.ListSessionsRequest()
    assert [listed.name for listed in ann.sessions.ListSessions(listed).sessions] == [name]
    assert not bob.sessions.ListSessions(listed).sessions

    assert root.sessions.GetSession(get).session.name == name
    hears = (
        lambda: list(root.sessions.ReadAudio(session.ReadAudioRequest(name=take))),
        lambda: root.sessions.GetTake(session.GetTakeRequest(name=take)),
        lambda: root.sessions.ListTakes(session.ListTakesRequest(parent=name)),
    )
    for call in hears:
        assert refusal(call)[:2] == ("PERMISSION_DENIED", "ROLE_LACKS_PERMISSION")
    root.sessions.DeleteSession(delete)
    assert ann.sessions.GetSession(get).session.HasField("delete_time")


def streams_end_with_their_token(ann):
    ended = threading.Event()

    def nothing():
        ended.wait()
        yield from ()

    told = ann.overviews.Watch(overview.WatchRequest(parent="sessions/-"))
    assert next(told).HasField("ready")
    packs = ann.content.Watch(content.WatchRequest(parent="packs/-"))
    next(packs)
    acknowledged = ann.uploads.StreamUpload(nothing())
    for stream in (told, packs, acknowledged):
        assert refusal(lambda stream=stream: list(stream))[:2] == ("UNAUTHENTICATED", "TOKEN_REFUSED"), stream
    ended.set()


def is_refused(address, token, reason):
    assert refused(address, token) == ("UNAUTHENTICATED", "TOKEN_REFUSED"), token
    try:
        lists(address, token)
    except grpc.RpcError as error:
        assert error.details() == f"the token is refused: {reason}", error


def refused(address, token):
    return refusal(lambda: lists(address, token))[:2]


def lists(address, token):
    return Client(address, token).sessions.ListSessions(session.ListSessionsRequest())


class Provider:
    """The provider on a port that stays its own, whether it runs or not."""

    def __init__(self):
        admins = oidc_provider_mock.User(sub="root", claims={"groups": ["staff", "starling-admins"]})
        self.app = oidc_provider_mock.app(user_claims=[admins])
        self.app.debug = False
        with self.serving(0) as server:
            self.port = server.server_port
        self.issuer = f"http://localhost:{self.port}"

    def runs(self):
        return self.serving(self.port)

    @contextlib.contextmanager
    def serving(self, port):
        server = werkzeug.serving.make_server("localhost", port, self.app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def log_in(self, user, client=CLIENT, lifetime_s=60 * MINUTE_S):
        """The ID token of a user, by the authorization code flow (OpenID Connect Core, section 3.1)."""
        back = "http://localhost/back"
        asked = {"client_id": client, "redirect_uri": back, "response_type": "code", "scope": "openid"}
        with lifetime(lifetime_s):
            page = f"{self.issuer}/oauth2/authorize?{urllib.parse.urlencode(asked)}"
            answer = urllib.parse.urlsplit(redirect(page, {"sub": user}))
            (code,) = urllib.parse.parse_qs(answer.query)["code"]
            grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
            body = urllib.parse.urlencode(grant | {"client_id": client, "client_secret": "x"}).encode()
            with urllib.request.urlopen(f"{self.issuer}/oauth2/token", body, timeout=30) as answer:
                return json.load(answer)["id_token"]


class Quiet(werkzeug.serving.WSGIRequestHandler):
    def log(self, *_):
        pass


@contextlib.contextmanager
def lifetime(seconds):
    """The provider has one lifetime for all that it gives, codes among them."""
    original = OpenIDCode.get_jwt_config
    OpenIDCode.get_jwt_config = lambda *arguments: original(*arguments) | {"exp": seconds}
    try:
        yield
    finally:
        OpenIDCode.get_jwt_config = original


def redirect(url, form):
    """Where a form leads."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        urllib.request.build_opener(Stay).open(url, urllib.parse.urlencode(form).encode(), timeout=30)
    except urllib.error.HTTPError as answer:
        assert answer.code in (302, 303), answer
        return answer.headers["Location"]
    raise AssertionError("it leads nowhere")


@contextlib.contextmanager
def serves(starling, home):
    """Serves by the configuration in a folder, and gives where."""
    command = [starling, "serve", "--config", home / "starling.toml", "--data-dir", home / "data"]
    environment = {"HOME": str(home), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        said = []
        for line in server.stderr:
            said.append(line)
            if "serving on http://" in line:
                break
        else:
            raise AssertionError("".join(said))
        reader = threading.Thread(target=server.stderr.read)
        reader.start()
        yield said[-1].split("http://")[1].split(";")[0].split(" ")[0].strip()
    finally:
        server.terminate()
        assert server.wait(60) == 0
        reader.join()


def unsigned(token):
    """The same claims, without a signature (RFC 7518, section 3.6)."""
    _, claims, _ = token.split(".")
    header = encoded(b'{"alg":"none"}')
    return f"{header}.{claims}."


def forged(token):
    """An administrator's claims, under a user's signature."""
    header, claims, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{encoded(json.dumps(claims | {'groups': ['starling-admins']}).encode())}.{signature}"


def encoded(text):
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


if __name__ == "__main__":
    main(*sys.argv[1:])
