"""What goes into the archive.

Nothing observed is overwritten: another text adds a revision, another look adds an
observation. Only the short columns of `articles` follow the latest state.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from scraper.items import Article, Capture, Problem
from storage import media, revisions, revisits, tombstones
from storage.articles import find
from storage.connection import ArchiveError, add, one, open_archive, writing
from storage.frontier import settle
from storage.snapshots import store
from storage.times import iso, stamp

__all__ = ["ArchiveError", "Saved", "open_archive", "save"]

_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Saved:
    """What a capture added to the archive."""

    article: int | None = None
    """The article's id; None where the page was none."""
    seen: bool = False
    """Whether the article was there."""
    new: bool = False
    """Whether the article was not known before."""
    revised: bool = False
    """Whether a known article got another revision."""
    gone: bool = False
    """Whether a second look confirmed that a known article is absent from its site."""
    returned: bool = False
    """Whether an article that was absent is there again."""
    problem: bool = False
    file: bool = False
    """Whether an image or attachment is kept whose address gave none before."""
    refreshed: int = 0
    """How many articles got another revision, as other bytes are behind an address of theirs."""


def save(db: Database, capture: Capture, run: int) -> Saved:
    """Keep a capture of a run: its payload, and its article or problem. All of it or nothing.

    The payload comes first: what was concluded from it can be made again, it cannot. A
    revision is added only when a reader would see a difference, an observation each time
    the article was seen. A known article that is not there gets a tombstone, any other
    problem met before adds to its count. When to look again is set in passing. A file of an
    article has no snapshot: `media` holds it. Raises ValueError where `fetched_at` has no zone.
    """
    seen_at = stamp(capture.fetched_at)
    with writing(db):
        _keep_site(db, capture.site, capture.url)
        capture_id = _keep_capture(db, capture, run, seen_at)
        if capture.file:
            first, refreshed = media.look(db, capture, capture_id, seen_at)
            return Saved(file=first, refreshed=refreshed, problem=capture.problem is not None)
        settle(db, capture, seen_at)
        if capture.article:
            return _keep_article(db, capture, capture.article, capture_id, seen_at)
        known = _known(db, capture.site, capture.key, capture.url)
        if known and capture.status == _NOT_MODIFIED:
            return _keep_unchanged(db, known, capture_id, seen_at)
        if capture.problem and known:
            return _keep_failed_look(db, capture, capture.problem, known, capture_id, seen_at)
        if capture.problem:
            _keep_problem(db, capture, capture.problem, capture_id, seen_at)
            return Saved(problem=True)
    return Saved()


def _keep_site(db: Database, site: str, url: str) -> None:
    parts = urlsplit(url)
    home = f"{parts.scheme}://{parts.netloc}/"
    add(db, "sites", {"name": site, "title": site, "home": home}, ignore=True)


def _keep_capture(db: Database, capture: Capture, run: int, seen_at: str) -> int:
    snapshot = None
    if capture.body and not capture.file:
        snapshot = store(db, capture.body, _first_snapshot(db, capture.url))
    row = {
        "run": run,
        "site": capture.site,
        "url": capture.url,
        "fetched_at": seen_at,
        "method": capture.method,
        "request_headers": capture.request_headers,
        "redirects": capture.redirects,
        "final_url": capture.final_url,
        "address": capture.address,
        "protocol": capture.protocol,
        "status": capture.status,
        "headers": capture.headers,
        "snapshot": snapshot,
    }
    return add(db, "captures", row)


def _first_snapshot(db: Database, url: str) -> str | None:
    sql = "SELECT snapshot FROM captures WHERE url = ? AND snapshot IS NOT NULL ORDER BY id LIMIT 1"
    row = one(db, sql, [url])
    return row["snapshot"] if row else None


def _keep_article(
    db: Database, capture: Capture, article: Article, capture_id: int, seen_at: str
) -> Saved:
    site, key = article.site or capture.site, article.key or capture.key
    url = article.canonical_url or capture.url
    _keep_site(db, site, url)
    row = _known(db, site, key, url)
    article_id = row["id"] if row else _add_article(db, capture, article, site, seen_at)
    revision, added = revisions.keep(db, article, article_id, capture_id, seen_at)
    _keep_aliases(db, capture, article, article_id, seen_at)
    media.want(db, site, capture.files, seen_at)
    if row is None or seen_at >= row["last_seen"]:
        _keep_latest(db, article, article_id, row)
    look = {"views": article.views, "modified": iso(article.modified)}
    returned = _observe(db, article_id, revision, seen_at, capture_id, look)
    revised = added and row is not None
    return Saved(article_id, seen=True, new=row is None, revised=revised, returned=returned)


def _keep_unchanged(db: Database, known: dict[str, Any], capture_id: int, seen_at: str) -> Saved:
    """A look to which the server said that nothing has changed since the last one."""
    look = {"views": None, "modified": None}
    returned = _observe(db, known["id"], known["revision"], seen_at, capture_id, look)
    return Saved(known["id"], seen=True, returned=returned)


def _keep_failed_look(
    db: Database,
    capture: Capture,
    problem: Problem,
    known: dict[str, Any],
    capture_id: int,
    seen_at: str,
) -> Saved:
    """A look at a known article that did not show it."""
    if how := tombstones.absence(problem, capture.status):
        gone = tombstones.vanish(db, known, how, seen_at, capture_id)
        revisits.plan(db, known["id"], seen_at)
        return Saved(known["id"], gone=gone)
    _keep_problem(db, capture, problem, capture_id, seen_at)
    again = revisits.plan if problem.kind == "moved" else revisits.retry
    again(db, known["id"], seen_at)
    return Saved(problem=True)


def _known(db: Database, site: str, key: str | None, url: str) -> dict[str, Any] | None:
    """The article by the site's key; only where the page has none by its address on the site."""
    row = one(db, "SELECT * FROM articles WHERE site = ? AND key = ?", [site, key or url])
    return row or (None if key else find(db, url, site))


def _add_article(db: Database, capture: Capture, article: Article, site: str, seen_at: str) -> int:
    url = article.canonical_url or capture.url
    taken = _is_articles(db, url)
    row = {
        "site": site,
        "key": article.key or capture.key or url,
        "url": capture.url if taken else url,
        "title": article.title,
        "published": iso(article.published),
        "first_seen": seen_at,
        "last_seen": seen_at,
    }
    return add(db, "articles", row)


def _keep_latest(
    db: Database, article: Article, article_id: int, known: dict[str, Any] | None
) -> None:
    views = article.views if article.views is not None or not known else known["views"]
    db.execute(
        "UPDATE articles SET title = ?, published = ?, views = ?, byline = ?, category = ? "
        "WHERE id = ?",
        [
            article.title,
            iso(article.published),
            views,
            article.byline,
            article.category,
            article_id,
        ],
    )


def _observe(
    db: Database,
    article_id: int,
    revision: int,
    seen_at: str,
    capture_id: int,
    look: dict[str, Any],
) -> bool:
    """Note that an article was there; whether it was absent before. `look` is what it showed."""
    db.execute(
        "UPDATE articles SET first_seen = min(first_seen, :at), last_seen = max(last_seen, :at) "
        "WHERE id = :id",
        {"at": seen_at, "id": article_id},
    )
    row = {
        "article": article_id,
        "seen_at": seen_at,
        "capture": capture_id,
        "revision": revision,
        **look,
    }
    add(db, "observations", row)
    returned = tombstones.appear(db, article_id, seen_at)
    revisits.plan(db, article_id, seen_at)
    return returned


def _keep_aliases(
    db: Database, capture: Capture, article: Article, article_id: int, seen_at: str
) -> None:
    seen = [*capture.aliases, capture.url, capture.final_url, article.url, article.canonical_url]
    for url in dict.fromkeys(seen):
        # An address that is an article's own, be it another one's, needs no alias.
        if url and not _is_articles(db, url):
            alias = {"url": url, "article": article_id, "first_seen": seen_at}
            add(db, "aliases", alias, ignore=True)


def _is_articles(db: Database, url: str) -> bool:
    return one(db, "SELECT 1 FROM articles WHERE url = ? LIMIT 1", [url]) is not None


def _keep_problem(
    db: Database, capture: Capture, problem: Problem, capture_id: int, seen_at: str
) -> None:
    db.execute(
        "INSERT INTO problems (site, url, kind, message, first_seen, last_seen, capture) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, url, kind, message) "
        "DO UPDATE SET times = times + 1, last_seen = max(last_seen, excluded.last_seen)",
        [capture.site, capture.url, problem.kind, problem.message, seen_at, seen_at, capture_id],
    )
