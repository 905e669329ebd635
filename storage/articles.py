"""The first questions asked of the archive."""

from typing import Any

from sqlite_utils import Database

from storage.connection import one


def find(db: Database, url: str, site: str | None = None) -> dict[str, Any] | None:
    """The article's row under its canonical URL or an alias; of `site` alone where it is given."""
    return one(
        db,
        "SELECT * FROM articles WHERE coalesce(site = :site, 1) AND (url = :url "
        "OR id = (SELECT article FROM aliases WHERE url = :url)) "
        "ORDER BY url = :url DESC, id LIMIT 1",
        {"url": url, "site": site},
    )


def totals(db: Database) -> list[dict[str, Any]]:
    """For each site by name, if it was crawled or has articles: `site`, `title`, and how many
    `articles`, `revisions`, `images` (of the latest revisions), `files` (images and attachments
    that are kept), `problems` and articles that are `gone` it has; `newest` is its latest
    `published`."""
    return list(
        db.query(
            """
            SELECT name AS site, title,
              (SELECT count(*) FROM articles WHERE site = name) AS articles,
              (SELECT count(*) FROM revisions JOIN articles ON articles.id = revisions.article
                WHERE site = name) AS revisions,
              (SELECT count(*) FROM images JOIN articles ON articles.revision = images.revision
                WHERE site = name) AS images,
              (SELECT count(*) FROM files WHERE site = name AND media IS NOT NULL) AS files,
              (SELECT count(*) FROM problems WHERE site = name) AS problems,
              (SELECT count(*) FROM articles WHERE site = name AND absent IS NOT NULL) AS gone,
              (SELECT max(published) FROM articles WHERE site = name) AS newest
            FROM sites WHERE articles OR EXISTS (SELECT 1 FROM runs WHERE site = name)
            ORDER BY name
            """
        )
    )


def newest(db: Database, n: int) -> list[dict[str, Any]]:
    """The rows of the `n` latest articles: by `published`, or where they show no date by when they
    were first seen."""
    return list(
        db.table("articles").rows_where(
            order_by="coalesce(published, first_seen) DESC, first_seen DESC, id", limit=n
        )
    )
