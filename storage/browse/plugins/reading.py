"""An article, each of its texts, and two of them compared."""

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from storage.browse import articles, changes, citing
from storage.browse.alignment import Part, paragraphs
from storage.browse.chart import HEIGHT, WIDTH, chart
from storage.browse.difference import FIELDS, WORDLESS, edit
from storage.browse.language import language, number
from storage.browse.page import Context, page, read, render


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Any]]:
    """The addresses that people cite; they stay."""
    at = r"^/article/(?P<article>[1-9]\d{0,17})"
    return [
        (at + "$", _article),
        (at + r"/revision/(?P<revision>[1-9]\d{0,17})$", _article),
        (at + "/compare$", _compare),
    ]


async def _article(datasette: Datasette, request: Request) -> Response:
    found = await read(datasette, request, lambda db: _read(db, request), "revisions", "images")
    if found is None:
        return await render(datasette, request, "room/missing.html", {}, status=404)
    return await render(
        datasette, request, "room/article.html", {**found, **_cited(datasette, request, found)}
    )


def _read(db: Database, request: Request) -> Context | None:
    row = articles.article(db, int(request.url_vars["article"]))
    if row is None or row["revision"] is None:
        return None
    revisions = articles.revisions(db, row["id"])
    wanted = int(request.url_vars.get("revision") or row["revision"])
    at = next((at for at, revision in enumerate(revisions) if revision["id"] == wanted), None)
    if at is None:
        return None
    looks = articles.views(db, row["id"])
    counted = [(look["seen_at"], look["views"]) for look in looks if look["views"] is not None]
    code = language(request)
    return {
        "article": row,
        "text": articles.text(db, wanted),
        "revisions": revisions,
        "position": at + 1,
        "until": revisions[at + 1]["seen_at"] if at + 1 < len(revisions) else None,
        "looks": looks,
        "most_looks": articles.LOOKS,
        "counted": counted,
        "chart": chart(counted, lambda value: str(number(value, code))),
        "frame": {"width": WIDTH, "height": HEIGHT},
        "tombstones": articles.tombstones(db, row["id"]),
        "missed": articles.missed(db, row["id"]),
    }


def _cited(datasette: Datasette, request: Request, found: Context) -> Context:
    """What is said to machines, and the lasting address of the text that is shown."""
    article, text = found["article"], found["text"]

    def absolute(local: str) -> str:
        return str(datasette.absolute_url(request, datasette.urls.path(local)))

    address = absolute(f"/article/{article['id']}/revision/{text['id']}")
    pictures = [absolute(f"/media/{image['media']}") for image in text["images"] if image["media"]]
    return {
        "lasting": address,
        "news_article": citing.news_article(article, text, address, pictures),
        "citation": citing.metadata(article, text, address),
    }


@page("room/compare.html", "revisions", "images")
def _compare(db: Database, request: Request) -> Context | None:
    row = articles.article(db, int(request.url_vars["article"]))
    revisions = articles.revisions(db, row["id"]) if row else []
    chosen = [_chosen(revisions, request.args.get(name)) for name in ("from", "to")]
    later = chosen[1] or (revisions[-1] if revisions else None)
    if later is None:
        return None
    earlier = chosen[0] or revisions[max(later["position"] - 2, 0)]
    if earlier["position"] > later["position"]:
        earlier, later = later, earlier
    before, after = changes.compared(db, earlier["id"], later["id"])
    return {
        "article": row,
        "revisions": revisions,
        "earlier": earlier,
        "later": later,
        "edit": edit(before, after),
        "fields": _compared(before, after),
    }


def _chosen(revisions: list[Context], asked: str | None) -> Context | None:
    return next((row for row in revisions if str(row["id"]) == asked), None)


def _compared(before: dict[str, str], after: dict[str, str]) -> list[Context]:
    """Each field that changed, in paragraphs, runs of unchanged ones folded together."""
    changed = [name for name in FIELDS if before[name] != after[name]]
    return [
        {"name": name, "groups": _folded(_paragraphs(name, before[name], after[name]))}
        for name in changed
    ]


def _paragraphs(name: str, old: str, new: str) -> list[list[Part]]:
    """A date is replaced as a whole; pictures are, one for one."""
    if name in WORDLESS:
        return _exchanged(old.split("\n\n"), new.split("\n\n"))
    if name == "published":
        return [[part for part in (Part("removed", old), Part("added", new)) if part.text]]
    return paragraphs(old, new)


def _exchanged(old: list[str], new: list[str]) -> list[list[Part]]:
    """What went and what came; what only moved is neither."""
    gone = [Part("removed", name) for name in old if name and name not in new]
    come = [Part("added", name) for name in new if name and name not in old]
    return [[part] for part in (*gone, *come)]


def _folded(paragraphs: list[list[Part]]) -> list[Context]:
    """Groups of paragraphs: changed ones, and the same ones between them."""
    groups: list[Context] = []
    for parts in paragraphs:
        same = all(part.kind == "same" for part in parts)
        if not groups or groups[-1]["same"] != same:
            groups.append({"same": same, "paragraphs": []})
        groups[-1]["paragraphs"].append(parts)
    return groups
