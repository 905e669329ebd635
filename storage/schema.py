"""The archive's tables, as the steps that lead to them. A released step is never edited."""

from sqlite_utils import Database, Migrations

from storage import schema_media, schema_search

MIGRATIONS = Migrations("congan")

# The comments inside the statements are kept by SQLite: whoever opens the file reads them.
_TABLES = """
CREATE TABLE sites (
  name TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  home TEXT
) STRICT;

CREATE TABLE articles ( -- beside site, key and url the latest state, for browsing
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  published TEXT, -- as the page shows it, +07:00
  site TEXT NOT NULL REFERENCES sites(name),
  category TEXT,
  views INTEGER,
  byline TEXT,
  first_seen TEXT NOT NULL, -- UTC, as every time but published and modified
  last_seen TEXT NOT NULL,
  url TEXT NOT NULL, -- canonical; the one requested where another article has that
  key TEXT NOT NULL, -- the site's own identity of the article
  revision INTEGER REFERENCES revisions(id), -- the latest
  UNIQUE (site, key)
) STRICT;
CREATE INDEX articles_site_published ON articles(site, published);
CREATE INDEX articles_published ON articles(published, first_seen);
CREATE INDEX articles_views ON articles(views);
CREATE INDEX articles_category ON articles(category);
CREATE INDEX articles_revision ON articles(revision);
CREATE INDEX articles_url ON articles(url);

CREATE TABLE aliases ( -- other addresses of an article
  url TEXT PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  first_seen TEXT NOT NULL
) STRICT;
CREATE INDEX aliases_article ON aliases(article);

CREATE TABLE revisions ( -- one for each difference that a reader would see
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  seen_at TEXT NOT NULL,
  capture INTEGER NOT NULL REFERENCES captures(id),
  digest TEXT NOT NULL, -- of all that follows but authors and found, and of the images
  title TEXT NOT NULL,
  published TEXT,
  lead TEXT,
  body TEXT NOT NULL, -- paragraphs, an empty line between them
  captions TEXT NOT NULL, -- one a line, for the search
  byline TEXT,
  authors TEXT NOT NULL, -- JSON array, read from the byline
  source TEXT,
  category TEXT,
  tags TEXT NOT NULL, -- JSON array
  found TEXT NOT NULL -- JSON object: how each field was found; a shift shows a new template
) STRICT;
CREATE INDEX revisions_article ON revisions(article, seen_at);
CREATE INDEX revisions_capture ON revisions(capture);

CREATE TABLE images (
  revision INTEGER NOT NULL REFERENCES revisions(id),
  position INTEGER NOT NULL, -- from 1, in reading order
  src TEXT,
  alt TEXT,
  caption TEXT, -- as printed, its credit included
  credit TEXT,
  PRIMARY KEY (revision, position)
) STRICT;

CREATE TABLE observations ( -- one for each time an article was seen
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  seen_at TEXT NOT NULL,
  views INTEGER,
  modified TEXT, -- by the page's own account, +07:00
  capture INTEGER NOT NULL REFERENCES captures(id),
  revision INTEGER NOT NULL REFERENCES revisions(id)
) STRICT;
CREATE INDEX observations_article ON observations(article, seen_at);
CREATE INDEX observations_capture ON observations(capture);
CREATE INDEX observations_revision ON observations(revision);

CREATE TABLE captures ( -- one for each fetch
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id),
  site TEXT NOT NULL REFERENCES sites(name),
  url TEXT NOT NULL, -- as requested
  fetched_at TEXT NOT NULL,
  method TEXT NOT NULL,
  request_headers TEXT NOT NULL, -- JSON array of pairs
  redirects TEXT NOT NULL, -- JSON array of pairs: URL and status, first to last
  final_url TEXT,
  address TEXT,
  protocol TEXT,
  status INTEGER,
  headers TEXT NOT NULL, -- JSON array of pairs, in the order received
  snapshot TEXT REFERENCES snapshots(digest)
) STRICT;
CREATE INDEX captures_run ON captures(run);
CREATE INDEX captures_site ON captures(site);
CREATE INDEX captures_url ON captures(url);
CREATE INDEX captures_snapshot ON captures(snapshot);

CREATE TABLE snapshots (
  digest TEXT PRIMARY KEY, -- SHA-256 of the payload, content-decoded
  size INTEGER NOT NULL, -- of the payload, in bytes
  dictionary TEXT REFERENCES snapshots(digest), -- its payload is the raw dictionary
  body BLOB NOT NULL -- the payload, zstd
) STRICT;
CREATE INDEX snapshots_dictionary ON snapshots(dictionary);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL, -- or fetch, for pages asked for one by one
  started_at TEXT NOT NULL,
  ended_at TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN
    ('running', 'finished', 'limit', 'interrupted', 'blocked', 'failed', 'broken-off')),
  arguments TEXT NOT NULL, -- JSON object
  requests INTEGER NOT NULL DEFAULT 0,
  responses INTEGER NOT NULL DEFAULT 0,
  new INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  problems INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0, -- received
  program_version TEXT NOT NULL,
  sqlite_version TEXT NOT NULL,
  host TEXT NOT NULL,
  process TEXT NOT NULL, -- id and start, to tell whether it still runs
  stats TEXT -- JSON object, as Scrapy counted
) STRICT;
CREATE INDEX runs_site ON runs(site, outcome);

CREATE TABLE problems ( -- pages that could not be used
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL REFERENCES sites(name),
  url TEXT NOT NULL,
  kind TEXT NOT NULL,
  message TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  capture INTEGER NOT NULL REFERENCES captures(id), -- the first
  UNIQUE (site, url, kind, message)
) STRICT;
CREATE INDEX problems_kind ON problems(kind);
CREATE INDEX problems_last_seen ON problems(last_seen);
CREATE INDEX problems_capture ON problems(capture);
"""

_REVISITS = """
ALTER TABLE articles ADD COLUMN checked_at TEXT; -- the last look, whatever it showed
ALTER TABLE articles ADD COLUMN due_at TEXT; -- the next
ALTER TABLE articles ADD COLUMN absent TEXT; -- how it is absent from its site now, if it is
CREATE INDEX articles_due ON articles(site, due_at);
CREATE INDEX articles_first_seen ON articles(site, first_seen);
CREATE INDEX articles_last_seen ON articles(site, last_seen);

CREATE TABLE tombstones ( -- articles that were absent from their site
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES articles(id),
  how TEXT NOT NULL CHECK (how IN ('404', '410', 'redirect', 'soft-404')),
  last_seen TEXT NOT NULL, -- present
  first_absent TEXT NOT NULL,
  confirmed_at TEXT, -- by a second look; until then it may be the site's mistake
  returned_at TEXT, -- seen present again
  capture INTEGER NOT NULL REFERENCES captures(id) -- the first that found it absent
) STRICT;
CREATE INDEX tombstones_article ON tombstones(article);
CREATE INDEX tombstones_capture ON tombstones(capture);

CREATE TABLE frontier ( -- addresses that were named and have given no article yet
  site TEXT NOT NULL REFERENCES sites(name),
  key TEXT NOT NULL,
  url TEXT NOT NULL, -- as first named
  canonical_url TEXT NOT NULL,
  fetch_url TEXT NOT NULL,
  found_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (site, key)
) STRICT;
CREATE INDEX frontier_due ON frontier(site, due_at);

CREATE TABLE listings ( -- how far each was followed
  url TEXT PRIMARY KEY, -- {page} in it where it has several
  site TEXT NOT NULL REFERENCES sites(name),
  checked_at TEXT NOT NULL,
  swept_at TEXT, -- its first pages walked in full
  resume INTEGER, -- the next page of a walk that broke off
  until INTEGER NOT NULL, -- the last page up to which that walk does not end at known articles
  since TEXT, -- the date at which that walk ends
  etag TEXT, -- of the first page
  last_modified TEXT
) STRICT;
CREATE INDEX listings_site ON listings(site);

CREATE TABLE alarms ( -- what was wrong with a site, from when to when
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  kind TEXT NOT NULL, -- blocked, failed, silent, coverage or problems
  subject TEXT NOT NULL, -- the field concerned; empty where the site is
  since TEXT NOT NULL,
  rang_at TEXT NOT NULL,
  ended_at TEXT,
  message TEXT NOT NULL,
  examples TEXT NOT NULL -- JSON array of URLs
) STRICT;
CREATE INDEX alarms_site ON alarms(site, ended_at);

ALTER TABLE runs ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN outcomes TEXT; -- JSON object: requests by status or failure
ALTER TABLE runs ADD COLUMN phases TEXT; -- JSON object: seconds of fetch, parse and store
"""

_READING_ROOM = """
CREATE INDEX revisions_seen_at ON revisions(seen_at, article);
CREATE INDEX articles_section ON articles(site, category, published);
CREATE INDEX observations_seen_at ON observations(seen_at);
CREATE INDEX tombstones_first_absent ON tombstones(first_absent);
"""

_TOLD = """
ALTER TABLE alarms ADD COLUMN told_at TEXT; -- when the addresses in CONGAN_NOTIFY had it
UPDATE alarms SET told_at = rang_at;
"""

_NEWEST = """
CREATE INDEX articles_newest ON articles(coalesce(published, first_seen), first_seen);
"""

# An external-content index must be told the old text before it changes: hence the pairs of
# triggers. They hang on articles.revision, so that whoever moves it keeps the search right.
_SEARCH = """
CREATE VIEW latest_texts AS
  SELECT articles.id, revisions.title, revisions.lead, revisions.body, revisions.captions,
    revisions.byline
  FROM articles JOIN revisions ON revisions.id = articles.revision;

CREATE VIRTUAL TABLE articles_fts USING fts5(
  title, lead, body, captions, byline,
  content='latest_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);

CREATE TRIGGER revision_added AFTER INSERT ON revisions BEGIN
  UPDATE articles SET revision = new.id
  WHERE id = new.article AND (revision IS NULL OR new.seen_at >= last_seen);
END;
CREATE TRIGGER revision_removed BEFORE DELETE ON revisions BEGIN
  UPDATE articles SET revision = (
    SELECT id FROM revisions WHERE article = old.article AND id <> old.id
    ORDER BY seen_at DESC, id DESC LIMIT 1
  ) WHERE revision = old.id;
END;

CREATE TRIGGER text_leaves BEFORE UPDATE OF revision ON articles BEGIN {unindex} END;
CREATE TRIGGER text_comes AFTER UPDATE OF revision ON articles BEGIN {index} END;
CREATE TRIGGER article_removed BEFORE DELETE ON articles BEGIN {unindex} END;
CREATE TRIGGER text_edited_from BEFORE UPDATE OF title, lead, body, captions, byline ON revisions
  BEGIN {unindex_revision} END;
CREATE TRIGGER text_edited_to AFTER UPDATE OF title, lead, body, captions, byline ON revisions
  BEGIN {index_revision} END;
"""

_COLUMNS = "title, lead, body, captions, byline"
_UNINDEX = (
    f"INSERT INTO articles_fts(articles_fts, rowid, {_COLUMNS}) "
    f"SELECT 'delete', id, {_COLUMNS} FROM latest_texts WHERE id = "
)
_INDEX = (
    f"INSERT INTO articles_fts(rowid, {_COLUMNS}) "
    f"SELECT id, {_COLUMNS} FROM latest_texts WHERE id = "
)
_SHOWN = "(SELECT id FROM articles WHERE revision = {row}.id);"


@MIGRATIONS()
def m001_initial(db: Database) -> None:
    """The tables, and the full-text search over each article's latest revision."""
    db.executescript(_TABLES)
    db.executescript(
        _SEARCH.format(
            unindex=f"{_UNINDEX} old.id;",
            index=f"{_INDEX} new.id;",
            unindex_revision=_UNINDEX + _SHOWN.format(row="old"),
            index_revision=_INDEX + _SHOWN.format(row="new"),
        )
    )


@MIGRATIONS()
def m002_revisits(db: Database) -> None:
    """What crawls by schedule need: when to look again, what waits, what is absent."""
    db.executescript(_REVISITS)
    # Articles of an older archive are due at once.
    db.execute("UPDATE articles SET checked_at = last_seen, due_at = last_seen")


@MIGRATIONS()
def m003_media(db: Database) -> None:
    """Images and attachments. Those of an older archive are fetched when their article is due."""
    db.executescript(schema_media.TABLES)


@MIGRATIONS()
def m010_search(db: Database) -> None:
    """Two indexes in the place of the first: one that knows no marks, one that does."""
    schema_search.replace_index(db)


@MIGRATIONS()
def m011_reading_room(db: Database) -> None:
    """What the pages look up: changes by time, the articles of a section, growing counters."""
    db.executescript(_READING_ROOM)


@MIGRATIONS()
def m012_alarms_told(db: Database) -> None:
    """Whether the owner was told of an alarm; of those that an older archive has, he was."""
    db.executescript(_TOLD)


@MIGRATIONS()
def m013_newest(db: Database) -> None:
    """The newest articles, also those that show no date."""
    db.executescript(_NEWEST)


STEPS = frozenset(step.name for step in MIGRATIONS.pending(Database(memory=True)))
"""The names of all steps; an archive that has seen another is of a newer program."""
