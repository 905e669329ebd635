"""Records as a Parquet file, by pyarrow, which is installed only where it is wanted."""

import importlib.util
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

INSTALL = "pip install 'congan[parquet]'"

# A row group is held in memory while it is made.
_GROUP = 2000
_TIMES = ("first_seen", "last_seen")


def is_there() -> bool:
    """Whether pyarrow is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def write(records: Iterable[dict[str, Any]], file: IO[bytes]) -> None:
    """Write records as `storage.records` gives them.

    Lists stay lists. `first_seen` and `last_seen` become timestamps in UTC; `published` stays
    as the page shows it, a date or a date and time, and `day` is its day.
    """
    import pyarrow
    import pyarrow.parquet

    schema = _schema(pyarrow)
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        rows = map(_row, records)
        for group in _groups(rows):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema))


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while group := list(islice(rows, _GROUP)):
        yield group


def _row(record: dict[str, Any]) -> dict[str, Any]:
    published = record["published"]
    times = {name: datetime.fromisoformat(record[name]) for name in _TIMES}
    return record | times | {"day": date.fromisoformat(published[:10]) if published else None}


def _schema(arrow: Any) -> Any:
    text, number, texts = arrow.string(), arrow.int64(), arrow.list_(arrow.string())
    moment = arrow.timestamp("s", tz="UTC")
    image = ("src", "alt", "caption", "credit", "digest", "type")
    attachment = ("url", "label", "digest", "type")
    kinds = {
        "id": number,
        **dict.fromkeys(("site", "key", "url", "title", "published"), text),
        "day": arrow.date32(),
        "modified": text,
        "views": number,
        "byline": text,
        "authors": texts,
        **dict.fromkeys(("source", "category"), text),
        "tags": texts,
        "lead": text,
        "body": texts,
        "images": arrow.list_(arrow.struct([(name, text) for name in image])),
        "attachments": arrow.list_(arrow.struct([(name, text) for name in attachment])),
        **dict.fromkeys(_TIMES, moment),
        "absent": text,
        "revision": number,
    }
    return arrow.schema(list(kinds.items()))
