"""The headers that keep every page from loading or running anything foreign."""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

import datasette as package
from datasette import hookimpl
from datasette.app import Datasette

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SET = re.compile(r"{{.*?}}")


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Adds a policy to each answer that has none of its own."""

    def wrap(app: Any) -> Any:
        async def serve(scope: Any, receive: Any, send: Any) -> None:
            await app(scope, receive, _safe(send))

        return serve

    return wrap


def _safe(send: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    async def wrapped(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            headers = list(event.get("headers", []))
            present = {name.lower() for name, _ in headers}
            headers += [header for header in _headers() if header[0] not in present]
            event = event | {"headers": headers}
        await send(event)

    return wrapped


@cache
def _headers() -> tuple[tuple[bytes, bytes], ...]:
    """Datasette's own pages carry a few constant scripts inline, which are allowed one by one,
    and styles in attributes."""
    scripts = " ".join(f"'sha256-{digest}'" for digest in sorted(_inline_scripts()))
    policy = (
        f"default-src 'none'; script-src 'self' {scripts}; connect-src 'self'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return (
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    )


def _inline_scripts() -> set[str]:
    """The digests of the inline scripts in Datasette's templates."""
    digests = set()
    for file in (Path(package.__file__).parent / "templates").glob("*.html"):
        for script in _SCRIPT.findall(file.read_text(encoding="utf-8")):
            # The one that is filled in tells whether facets may be asked for.
            for value in ("true", "false"):
                text = _SET.sub(value, script).encode()
                digests.add(base64.b64encode(hashlib.sha256(text).digest()).decode())
    return digests
