"""How the archive was made: its sites and their health, runs, problems, totals."""

import json
from typing import Any

from sqlite_utils import Database

Row = dict[str, Any]


def totals(db: Database) -> dict[str, int]:
    """How many articles, revisions, kept images and attachments, and snapshots there are."""
    tables = {"files": "media"} | {name: name for name in ("articles", "revisions", "snapshots")}
    return {name: db.table(table).count for name, table in tables.items()}


def sites(db: Database) -> list[Row]:
    """Each site that was crawled or has articles, by title: `name`, `title`, `home`, `articles`,
    `newest`, its last `run` or None, and its open `alarms`."""
    rows = list(
        db.query(
            """
            SELECT name, title, home,
              (SELECT count(*) FROM articles WHERE site = name) AS articles,
              (SELECT max(published) FROM articles WHERE site = name) AS newest
            FROM sites ORDER BY title
            """
        )
    )
    found = [
        {**row, "run": _last_run(db, row["name"]), "alarms": alarms(db, row["name"])}
        for row in rows
    ]
    # What was fetched by its address alone and gave nothing is no site of the archive.
    return [row for row in found if row["articles"] or row["run"]]


def site(db: Database, name: str) -> Row | None:
    """One site with its sections, or None."""
    row = next((row for row in sites(db) if row["name"] == name), None)
    return row and {**row, "sections": sections(db, name)}


def sections(db: Database, site: str) -> list[Row]:
    """The sections of a site, the fullest first: `category` and `articles`."""
    return list(
        db.query(
            "SELECT category, count(*) AS articles FROM articles "
            "WHERE site = ? AND category IS NOT NULL GROUP BY category "
            "ORDER BY articles DESC, category",
            [site],
        )
    )


def alarms(db: Database, site: str) -> list[Row]:
    """What is wrong with a site now, the latest first."""
    rows = db.table("alarms").rows_where(
        "site = ? AND ended_at IS NULL", [site], order_by="since DESC"
    )
    return [{**row, "examples": json.loads(row["examples"])} for row in rows]


def runs(db: Database, site: str | None, count: int, after: int) -> list[Row]:
    """The runs, the latest first, with `site_title`; runs of `fetch` have none."""
    return list(
        db.query(
            "SELECT runs.*, sites.title AS site_title FROM runs "
            "LEFT JOIN sites ON sites.name = runs.site "
            "WHERE :site IS NULL OR runs.site = :site "
            "ORDER BY runs.id DESC LIMIT :count OFFSET :after",
            {"site": site, "count": count, "after": after},
        )
    )


def problems(db: Database, site: str | None, kind: str | None, count: int, after: int) -> list[Row]:
    """The pages that could not be used, last met first, with `snapshot` and `site_title`."""
    return list(
        db.query(
            "SELECT problems.*, captures.snapshot, captures.status, sites.title AS site_title "
            "FROM problems JOIN captures ON captures.id = problems.capture "
            "JOIN sites ON sites.name = problems.site "
            "WHERE (:site IS NULL OR problems.site = :site) "
            "AND (:kind IS NULL OR problems.kind = :kind) "
            "ORDER BY problems.last_seen DESC LIMIT :count OFFSET :after",
            {"site": site, "kind": kind, "count": count, "after": after},
        )
    )


def kinds(db: Database) -> list[Row]:
    """The kinds of problems by site: `site`, `kind`, `pages`."""
    return list(
        db.query(
            "SELECT site, kind, count(*) AS pages FROM problems "
            "GROUP BY site, kind ORDER BY pages DESC, kind"
        )
    )


def _last_run(db: Database, site: str) -> Row | None:
    rows = db.table("runs").rows_where("site = ?", [site], order_by="id DESC", limit=1)
    return next(rows, None)


def names(db: Database) -> list[Row]:
    """The `name` and `title` of the sites that were crawled or have articles, by title."""
    sql = (
        "SELECT name, title FROM sites WHERE EXISTS (SELECT 1 FROM articles WHERE site = name) "
        "OR EXISTS (SELECT 1 FROM runs WHERE site = name) ORDER BY title"
    )
    return list(db.query(sql))
