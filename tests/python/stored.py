"""Prints as JSON what a session service holds: its sessions, and its takes with their uploads and reports."""

import json
import sys

import grpc
from stubs import Client, as_dict, pages, session, upload


def take_of(client, take):
    reports = pages(client.sessions.ListReports, session.ListReportsRequest(parent=take.name), "reports")
    return as_dict(take) | {"upload": upload_of(client, take), "reports": [as_dict(report) for report in reports]}


def upload_of(client, take):
    try:
        return as_dict(client.uploads.GetUpload(upload.GetUploadRequest(take=take.name)).upload)
    except grpc.RpcError as error:
        if error.code() == grpc.StatusCode.NOT_FOUND:
            return None
        raise


def main(address, token):
    client = Client(address, token)
    sessions = pages(client.sessions.ListSessions, session.ListSessionsRequest(page_size=2), "sessions")
    takes = pages(client.sessions.ListTakes, session.ListTakesRequest(parent="sessions/-"), "takes")
    stored = {
        "sessions": [as_dict(found) for found in sessions],
        "takes": [take_of(client, take) for take in takes],
    }
    json.dump(stored, sys.stdout)


main(*sys.argv[1:])
