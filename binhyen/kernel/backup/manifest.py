"""What a backup says of itself.

An archive (tar, or tar inside age) holds, in this order::

    database.dump     pg_dump's custom format, of one snapshot
    files/ab/ab…/…    every file that the snapshot's rows name: sealed originals, working copies,
                      thumbnails; as they lie in MEDIA_ROOT
    keys/identity.pub the public half that seals; private keys only when asked for (keys/…)
    tombstones.jsonl  what was erased, until the moment of the backup
    files.jsonl       one line a file: {"path", "size", "sha256"}
    manifest.json     the fields below; last, for it carries the hashes of what stands before it

Counts, heads and the schema are read in the very snapshot that is dumped, so that a restored
database can be compared with them to the row, whatever was written meanwhile.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

FORMAT = 1
DATABASE, FILES, TOMBSTONES, MANIFEST = (
    "database.dump",
    "files.jsonl",
    "tombstones.jsonl",
    "manifest.json",
)


@dataclass
class Manifest:
    """``tables``: rows by table. ``heads``: shard → [number, hash in hexadecimal]. ``schema``: the
    newest migration of each app. ``gone``: files erased while the backup ran, or lost before."""

    made_at: str
    postgresql: int
    schema: dict[str, str]
    tables: dict[str, int]
    heads: dict[str, list[int | str]]
    root: str
    database_sha256: str = ""
    database_size: int = 0
    files_sha256: str = ""
    files: int = 0
    files_size: int = 0
    gone: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def known_heads(self) -> dict[int, tuple[int, str]]:
        return {int(s): (int(seq), str(head)) for s, (seq, head) in self.heads.items()}

    def as_text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


class BadManifest(ValueError):
    """Not a manifest, or of a format that this release does not know."""


def read_manifest(text: str | bytes) -> Manifest:
    try:
        given = json.loads(text)
        manifest = Manifest(**given)
    except (ValueError, TypeError) as error:
        raise BadManifest(str(error)) from None
    if manifest.format != FORMAT:
        raise BadManifest(f"format {manifest.format}")
    return manifest
