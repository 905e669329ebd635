"""Articles as a folder of Markdown files with front matter, and the files that belong to them."""

import json
import mimetypes
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from storage.matches import Connection
from storage.spelling import plain, typed_words

Record = dict[str, Any]

FILES = "files"
_LONGEST_NAME = 60  # bytes
_FRONT = (
    "title id site key url published modified views byline authors source category tags "
    "first_seen last_seen absent revision"
).split()
# What is markup wherever it stands, and what is at the beginning of a line.
_ANYWHERE = re.compile(r"([\\`*_\[\]<&~|])")
_IN_FRONT = re.compile(r"^(\s*)(?:([#>+=:-])|(\d+)([.)]))")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def write(db: Connection, records: Iterable[Record], folder: Path) -> None:
    """Write each record as `<site>/<year>/<day>-<id>-<title>.md`, and the images and attachments
    that the archive holds into `files/`, each content once, named by its digest."""
    (folder / FILES).mkdir()
    for record in records:
        path = folder / _path(record)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(record, f"../../{FILES}"), "utf-8")
        for entry in (*record["images"], *record["attachments"]):
            if entry["digest"]:
                _keep_file(db, entry, folder / FILES / file_name(entry))


def page(record: Record, files: str) -> str:
    """The text of one article; `files` is the way from it to the folder of the files.

    The front matter is JSON values, which are YAML too. Text is escaped, so that it shows as
    printed and no markup of the portal's works. Images that the archive lacks are links, since
    a page that is read at home should fetch nothing.
    """
    front = "\n".join(f"{name}: {json.dumps(record[name], ensure_ascii=False)}" for name in _FRONT)
    images = [_image(image, files) for image in record["images"]]
    attachments = [_attachment(entry, files) for entry in record["attachments"]]
    parts = [f"# {_escaped(record['title'])}", *map(_paragraph, record["body"]), *images]
    parts += ["\n".join(attachments)] if attachments else []
    return f"---\n{front}\n---\n\n" + "\n\n".join(parts) + "\n"


def file_name(entry: Record) -> str:
    """The name of an image's or attachment's file."""
    return f"{entry['digest']}{mimetypes.guess_extension(entry['type']) or '.bin'}"


def _path(record: Record) -> Path:
    day = (record["published"] or "undated")[:10]
    slug = "-".join(plain(word) for word in typed_words(record["title"]))
    slug = slug.encode()[:_LONGEST_NAME].decode(errors="ignore")
    name = "-".join(filter(None, (day, str(record["id"]), slug.strip("-"))))
    return Path(_safe(record["site"]), day[:4] if record["published"] else day, f"{name}.md")


def _safe(name: str) -> str:
    """A site's name as one folder's: where no site file knows it, it is a host."""
    return re.sub(r"[^\w.-]|^\.", "_", name)


def _keep_file(db: Connection, entry: Record, path: Path) -> None:
    if not path.exists():
        (body,) = db.execute(
            "SELECT body FROM media WHERE digest = ?", [entry["digest"]]
        ).fetchone()
        path.write_bytes(body)


def _image(image: Record, files: str) -> str:
    caption = _escaped(image["caption"] or "")
    alt = _escaped(image["alt"] or "")
    if image["digest"]:
        shown = f"![{alt}]({files}/{file_name(image)})"
    else:
        shown = _link(alt or "Ảnh", image["src"])
    return f"{shown}\n\n*{caption}*" if caption else shown


def _attachment(entry: Record, files: str) -> str:
    label = _escaped(entry["label"] or entry["url"])
    return "- " + (
        f"[{label}]({files}/{file_name(entry)})" if entry["digest"] else _link(label, entry["url"])
    )


def _link(text: str, address: str | None) -> str:
    """A link; the text alone where the address is no web address."""
    return f"[{text}](<{address}>)" if address and _ADDRESS.fullmatch(address) else text


def _paragraph(text: str) -> str:
    return _IN_FRONT.sub(_guard, _escaped(text))


def _guard(found: re.Match[str]) -> str:
    blank, sign, number, dot = found.groups()
    return f"{blank}\\{sign}" if sign else f"{blank}{number}\\{dot}"


def _escaped(text: str) -> str:
    return " ".join(_ANYWHERE.sub(r"\\\1", text).split())
