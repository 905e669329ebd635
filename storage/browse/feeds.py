"""What Atom feeds tell: what is new, what was edited or is gone, and what a search finds."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from markupsafe import Markup
from sqlite_utils import Database

from storage.browse import articles
from storage.browse.atom import Entry
from storage.browse.changes import Wanted, edits
from storage.search import Query, search

Address = Callable[[str], str]
"""From the path of a page of the archive to its absolute address."""

Say = Callable[..., Markup]
"""The words of a language by their names, as `language.speaker` gives them."""

_ANY = Wanted()
_LATEST = """
SELECT key, revisions.seen_at FROM articles
JOIN revisions ON revisions.id = articles.revision WHERE articles.id = ?
"""
# An absence is told when it is confirmed, and its end once more.
_ABSENCES = """
SELECT tombstones.id, article, how, kind, at, site, key, url, title FROM (
  SELECT id, article, how, 'absent' AS kind, confirmed_at AS at FROM tombstones
  UNION ALL SELECT id, article, how, 'returned', returned_at FROM tombstones
    WHERE confirmed_at IS NOT NULL
) AS tombstones JOIN articles ON articles.id = article
WHERE at IS NOT NULL AND site = coalesce(:site, site) ORDER BY at DESC LIMIT :count
"""


def newest(db: Database, count: int, address: Address) -> list[Entry]:
    """The newest articles of all."""
    return [
        _article(db, card, card["id"], card["summary"], address)
        for card in articles.newest(db, count)
    ]


def found(db: Database, query: Query, address: Address) -> list[Entry]:
    """What a query finds, newest first."""
    hits = search(db, replace(query, newest=True)).hits
    facts = [asdict(hit) | {"title": hit.title.text} for hit in hits]
    return [
        _article(db, row, hit.article, hit.snippet.text, address)
        for row, hit in zip(facts, hits, strict=True)
    ]


def _article(
    db: Database, facts: dict[str, Any], number: int, summary: str | None, address: Address
) -> Entry:
    ((key, seen_at),) = db.execute(_LATEST, [number])
    return Entry(
        id=article_id(facts["site"], key),
        title=facts["title"],
        updated=seen_at,
        link=address(f"/article/{number}"),
        published=facts["published"],
        author=facts["byline"],
        category=facts["category"],
        summary=summary,
        source=facts["url"],
    )


def changes(
    db: Database,
    count: int,
    address: Address,
    say: Say,
    wanted: Wanted = _ANY,
) -> list[Entry]:
    """The last changes that are wanted: revisions after an article's first, and, where nothing
    is asked of the edits, confirmed absences and returns.

    `say` speaks the reader's language. An edit's summary names what changed, how many words and
    which numbers went and came.
    """
    told = [_edit(row, address, say) for row in edits(db, wanted, count)[0]]
    if not (wanted.field or wanted.least or wanted.numbers):
        rows = db.query(_ABSENCES, {"count": count, "site": wanted.site})
        told += [_absence(row, address, say) for row in rows]
    return sorted(told, key=lambda entry: entry.updated, reverse=True)[:count]


def article_id(site: str, key: str) -> str:
    """The id of an article in feeds. Site and key stay, addresses and hosts do not."""
    return uuid5(NAMESPACE_URL, f"congan:{site}/{key}").urn


def _edit(row: dict[str, Any], address: Address, say: Say) -> Entry:
    edit = row["edit"]
    told = [", ".join(str(say(f"field_{name}")).lower() for name in edit.fields)]
    if edit.size:
        told.append(f"+{edit.added} −{edit.removed} {say('words_changed', n=edit.size)}")
    elif edit.fields != ("pictures",):
        told.append(str(say("marks_changed")))
    went = [number[1:] for number in edit.numbers if number.startswith("−")]
    came = [number for number in edit.numbers if not number.startswith("−")]
    told += [f"{say('feed_went')} {', '.join(went)}"] if went else []
    told += [f"{say('feed_came')} {', '.join(came)}"] if came else []
    facts = row | {"id": row["later"], "kind": "edited", "at": row["seen_at"]}
    link = f"/article/{row['article']}/compare?from={row['earlier']}&to={row['later']}"
    return _change(facts, address(link), "; ".join(told), say)


def _absence(row: dict[str, Any], address: Address, say: Say) -> Entry:
    how = str(say(f"how_{row['how'].replace('-', '_')}"))
    return _change(row, address(f"/article/{row['article']}"), how, say)


def _change(row: dict[str, Any], link: str, summary: str, say: Say) -> Entry:
    told = f"congan:{row['site']}/{row['key']}#{row['kind']}-{row['id']}"
    return Entry(
        id=uuid5(NAMESPACE_URL, told).urn,
        title=f"{say('feed_' + row['kind'])}: {row['title']}",
        updated=row["at"],
        link=link,
        category=row["kind"],
        summary=summary or None,
        source=row["url"],
    )
