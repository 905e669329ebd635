"""Why a request got no answer, in the words of a person."""

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from scraper.items import Problem

UNREADABLE = "robots.txt could not be read"

_MAX_SIZE = 20 * 1024**2
_KNOWN: dict[type[Exception], tuple[str, str]] = {
    DownloadTimeoutError: ("timeout", "no answer came in time"),
    DownloadConnectionRefusedError: ("connection", "the connection was refused"),
    CannotResolveHostError: ("connection", "the host was not found; check the address"),
    DownloadCancelledError: ("too-large", "the answer is larger than the 20 MB that are read"),
    ResponseDataLossError: ("truncated", "the answer broke off before its end"),
}


def problem_of(error: BaseException | None, request: Request) -> Problem:
    """The problem that a failed request is."""
    if isinstance(error, IgnoreRequest) and "offsite" in str(error):
        return Problem("moved", f"the page redirects to another site: {request.url}")
    if isinstance(error, IgnoreRequest) and "max redirections" in str(error):
        return Problem("moved", "the page redirects again and again")
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return Problem("connection" if UNREADABLE in str(error) else "robots", str(error))
    kind = _kind(error)
    if kind == "too-large":
        most = request.meta.get("download_maxsize", _MAX_SIZE) / 1024**2
        return Problem(kind, f"the answer is larger than the {most:g} MB that are read")
    return Problem(kind, reason_of(error))


def reason_of(error: BaseException | None) -> str:
    """Why nothing came, as the end of a sentence."""
    for known, (_, reason) in _KNOWN.items():
        if isinstance(error, known):
            return reason
    text = str(error)
    if "DOWNLOAD_MAXSIZE" in text:
        return _KNOWN[DownloadCancelledError][1]
    if _is_tls(text):
        return f"the certificate could not be verified: {text}"
    return text if isinstance(error, IgnoreRequest) else "the connection broke off"


def _kind(error: BaseException | None) -> str:
    for known, (kind, _) in _KNOWN.items():
        if isinstance(error, known):
            return kind
    if isinstance(error, IgnoreRequest):
        return "too-large" if "DOWNLOAD_MAXSIZE" in str(error) else "failed"
    return "connection"


def _is_tls(text: str) -> bool:
    return "certificate" in text.lower() or "ssl" in text.lower()
