"""Prints as JSON the takes that a session store holds on its disk: state, size, and BLAKE3 of their bytes.

Reads the database and the parts by itself, and asserts that they agree: no holes, every sum right.
"""

import json
import pathlib
import sqlite3
import sys
import urllib.parse

import blake3
import google_crc32c


def main(folder):
    folder = pathlib.Path(folder)
    # Read only: looking at what a killed server left changes nothing.
    db = sqlite3.connect(f"file:{urllib.parse.quote(str(folder / 'session.db'))}?mode=ro", uri=True)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    takes = db.execute(
        "SELECT number, session, id, committed_size, state, blake3 FROM takes JOIN uploads ON take = number"
    )
    held = {}
    for number, session, take, size, state, expected in takes.fetchall():
        name = f"sessions/{session}/takes/{take}"
        digest = blake3.blake3(b"".join(pieces(db, folder, number, size, name)))
        assert expected is None or digest.digest() == expected, name
        held[name] = {"state": state, "size": size, "blake3": digest.hexdigest()}
    json.dump(held, sys.stdout)


def pieces(db, folder, take, size, name):
    """The bytes of a take, first those in parts, then those in chunks."""
    end = 0
    rows = db.execute("SELECT start, size, blake3, object FROM parts WHERE take = ? ORDER BY start", [take])
    for start, part_size, expected, path in rows:
        data = (folder / path).read_bytes()
        assert (start, len(data)) == (end, part_size), (name, start)
        assert blake3.blake3(data).digest() == expected, (name, start)
        end += part_size
        yield data
    rows = db.execute("SELECT start, crc32c, data FROM chunks WHERE take = ? ORDER BY start", [take])
    for start, expected, data in rows:
        assert start == end, (name, start)
        assert google_crc32c.value(data) == expected, (name, start)
        end += len(data)
        yield data
    assert end == size, (name, end, size)


main(*sys.argv[1:])
