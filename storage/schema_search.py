"""The two full-text indexes over each article's latest revision, and what keeps them right.

`articles_fts` is folded: it knows no marks, and no `đ` either. The tokenizer folds every mark
but that one, so the view that the index is made from turns `đ` into `d`. `articles_exact` keeps
the marks and tells which articles are spelt as typed. Both are kept by triggers in plain SQL.
No function of this program is called, so whatever writes to the archive, be it the sqlite3
shell, writes on, `rebuild` and `integrity-check` work, and readers need nothing registered.

A row's number in both is `articles.search_rowid`: the day of `published`, then the article's id.
The newest matches come first without sorting, and a span of days is a span of numbers.
"""

from sqlite_utils import Database

DAY = 10_000_000_000
"""What the day, written as the number 20261124, is multiplied with in `search_rowid`."""

_TEXTS = "title", "body", "captions", "byline"
_COLUMNS = ", ".join((*_TEXTS, "site", "section"))

_VIEWS = f"""
ALTER TABLE articles ADD COLUMN search_rowid INTEGER GENERATED ALWAYS AS (
  coalesce(CAST(replace(substr(published, 1, 10), '-', '') AS INTEGER), 0) * {DAY} + id
) VIRTUAL /* its number in the search indexes: the day of publication, then the id */;
CREATE INDEX articles_search ON articles(search_rowid, site, category);

CREATE VIEW latest_texts AS
  SELECT search_rowid, revisions.title, revisions.body, revisions.captions, revisions.byline,
    hex(site) AS site, hex(revisions.category) AS section -- each one word
  FROM articles JOIN revisions ON revisions.id = articles.revision;

CREATE VIEW folded_texts AS -- `đ` is no letter with a mark to the tokenizer
  SELECT search_rowid, {{folded}}, site, section FROM latest_texts;

CREATE VIRTUAL TABLE articles_fts USING fts5(
  {_COLUMNS},
  content='folded_texts', content_rowid='search_rowid', tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE articles_exact USING fts5(
  {_COLUMNS},
  content='latest_texts', content_rowid='search_rowid', tokenize='unicode61 remove_diacritics 0'
);
"""

# An external-content index must be told the old text before it changes: hence the pairs of
# triggers. They hang on articles.revision, so that whoever moves it keeps the search right.
_TRIGGERS = """
CREATE TRIGGER text_leaves BEFORE UPDATE OF revision, published, site ON articles WHEN {moves}
  BEGIN {leaves}; END;
CREATE TRIGGER text_comes AFTER UPDATE OF revision, published, site ON articles WHEN {moves}
  BEGIN {comes}; END;
CREATE TRIGGER article_removed BEFORE DELETE ON articles BEGIN {leaves}; END;
CREATE TRIGGER text_edited_from
  BEFORE UPDATE OF title, body, captions, byline, category ON revisions BEGIN {edited_from}; END;
CREATE TRIGGER text_edited_to
  AFTER UPDATE OF title, body, captions, byline, category ON revisions BEGIN {edited_to}; END;
"""
_MOVES = (
    "old.revision IS NOT new.revision OR old.published IS NOT new.published "
    "OR old.site IS NOT new.site"
)
_INDEXES = (("articles_fts", "folded_texts"), ("articles_exact", "latest_texts"))
_SHOWN = "(SELECT search_rowid FROM articles WHERE revision = old.id)"


def replace_index(db: Database) -> None:
    """Put these indexes in the place of the first one, and fill them from what is there."""
    for trigger in ("leaves", "comes", "edited_from", "edited_to"):
        db.execute(f"DROP TRIGGER text_{trigger}")
    db.executescript("DROP TRIGGER article_removed; DROP TABLE articles_fts;")
    db.execute("DROP VIEW latest_texts")
    folded = (f"replace(replace({name}, 'đ', 'd'), 'Đ', 'D') AS {name}" for name in _TEXTS)
    db.executescript(_VIEWS.format(folded=", ".join(folded)))
    # In the order of the row numbers: every step back costs FTS5 a flush.
    for table, view in _INDEXES:
        db.execute(_index(table, view, "ORDER BY"))
    unindex = "; ".join(_unindex(table, view) + " = {row}" for table, view in _INDEXES)
    index = "; ".join(_index(table, view, "WHERE") + " = {row}" for table, view in _INDEXES)
    db.executescript(
        _TRIGGERS.format(
            moves=_MOVES,
            leaves=unindex.format(row="old.search_rowid"),
            comes=index.format(row="new.search_rowid"),
            edited_from=unindex.format(row=_SHOWN),
            edited_to=index.format(row=_SHOWN),
        )
    )


def _index(table: str, view: str, rest: str) -> str:
    return (
        f"INSERT INTO {table}(rowid, {_COLUMNS}) "
        f"SELECT search_rowid, {_COLUMNS} FROM {view} {rest} search_rowid"
    )


def _unindex(table: str, view: str) -> str:
    return (
        f"INSERT INTO {table}({table}, rowid, {_COLUMNS}) "
        f"SELECT 'delete', search_rowid, {_COLUMNS} FROM {view} WHERE search_rowid"
    )
