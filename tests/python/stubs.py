"""Clients of both services, from stubs that grpcio-tools makes of the protos here and now."""

import importlib
import pathlib
import sys
import tempfile
import types

import grpc
import grpc_tools
from google.protobuf.json_format import MessageToDict
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from grpc_tools import protoc

PROTOS = pathlib.Path(__file__).parents[2] / "proto"


def _compile():
    folder = tempfile.TemporaryDirectory(prefix="stubs")
    files = [str(path.relative_to(PROTOS)) for path in sorted(PROTOS.rglob("starling/**/*.proto"))]
    include = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    arguments = [f"-I{PROTOS}", f"-I{include}", f"--python_out={folder.name}", f"--grpc_python_out={folder.name}"]
    if protoc.main(["protoc", *arguments, *files]) != 0:
        sys.exit("grpcio-tools refuses the protos")
    sys.path.insert(0, folder.name)
    return folder  # which lives as long as it is referred to


_folder = _compile()

from starling.content.v1 import content_pb2_grpc  # noqa: E402
from starling.session.v1 import overview_pb2 as overview  # noqa: E402
from starling.session.v1 import overview_pb2_grpc  # noqa: E402
from starling.session.v1 import review_pb2 as review  # noqa: E402
from starling.session.v1 import review_pb2_grpc  # noqa: E402
from starling.session.v1 import session_pb2 as session  # noqa: E402
from starling.session.v1 import session_pb2_grpc  # noqa: E402
from starling.session.v1 import share_pb2 as share  # noqa: E402
from starling.session.v1 import share_pb2_grpc  # noqa: E402
from starling.session.v1 import take_upload_pb2 as upload  # noqa: E402
from starling.session.v1 import take_upload_pb2_grpc  # noqa: E402

# One module for each noun; here they are one package again.
content = types.SimpleNamespace()
for _file in sorted((PROTOS / "starling/content/v1").glob("*.proto")):
    vars(content).update(vars(importlib.import_module(f"starling.content.v1.{_file.stem}_pb2")))

TIMEOUT_S = 30


class Client:
    """All services of one server; every call has a deadline, and the token if there is one.

    `authority` is the file of a certificate to trust: with it, the server is called by TLS.
    """

    def __init__(self, address, token=None, authority=None):
        self.channel = _channel(address, authority)
        metadata = [("authorization", f"Bearer {token}")] if token else []
        self.content = _Calls(content_pb2_grpc.ContentServiceStub(self.channel), metadata)
        self.sessions = _Calls(session_pb2_grpc.SessionServiceStub(self.channel), metadata)
        self.uploads = _Calls(take_upload_pb2_grpc.TakeUploadServiceStub(self.channel), metadata)
        self.reviews = _Calls(review_pb2_grpc.ReviewServiceStub(self.channel), metadata)
        self.overviews = _Calls(overview_pb2_grpc.OverviewServiceStub(self.channel), metadata)
        self.links = _Calls(share_pb2_grpc.ShareServiceStub(self.channel), metadata)


def _channel(address, authority):
    # By itself grpcio calls a server on a Unix socket by the socket's path, which HTTP/2 does not take for a name.
    options = [("grpc.default_authority", "localhost")] if address.startswith("unix:") else []
    if authority is None:
        return grpc.insecure_channel(address, options)
    credentials = grpc.ssl_channel_credentials(pathlib.Path(authority).read_bytes())
    return grpc.secure_channel(address, credentials, options)


class _Calls:
    def __init__(self, stub, metadata):
        self.stub = stub
        self.metadata = metadata

    def __getattr__(self, method):
        call = getattr(self.stub, method)
        return lambda request: call(request, timeout=TIMEOUT_S, metadata=self.metadata)


def as_dict(message):
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def refusal(call):
    """The canonical code, the reason and the metadata with which a server refuses."""
    try:
        call()
    except grpc.RpcError as error:
        info = error_details_pb2.ErrorInfo()
        details = [detail for detail in rpc_status.from_call(error).details if detail.Unpack(info)]
        assert len(details) == 1 and info.domain == "starling", error
        return error.code().name, info.reason, dict(info.metadata)
    raise AssertionError("it was not refused")


def pages(method, request, items):
    """All items of a list, page after page."""
    while True:
        page = method(request)
        yield from getattr(page, items)
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token
