"""What Scrapy counted in a run, in the words of the ledger."""

import json
from collections.abc import Mapping
from typing import Any

_OUTCOMES = {
    "finished": "finished",
    "limit": "limit",
    "closespider_itemcount": "limit",
    "closespider_pagecount": "limit",
    "closespider_timeout": "limit",
    "shutdown": "interrupted",
    "blocked": "blocked",
}
# Exceptions make these a failure; an interrupted or blocked crawl says what matters already.
_REGULAR = ("finished", "limit")
_COLUMNS = {
    "requests": "downloader/request_count",
    "responses": "downloader/response_count",
    "bytes": "downloader/response_bytes",
    "new": "congan/new",
    "changed": "congan/changed",
    "unchanged": "congan/unchanged",
    "gone": "congan/gone",
    "returned": "congan/returned",
    "problems": "congan/problems",
}
_STATUS = "downloader/response_status_count/"
_FAILURES = "downloader/exception_count"
_SECONDS = "congan/seconds/"


def columns(stats: Mapping[str, Any]) -> dict[str, int]:
    """The counters of a run's row."""
    return {column: stats.get(name, 0) for column, name in _COLUMNS.items()}


def details(stats: Mapping[str, Any]) -> dict[str, str]:
    """What a run's row tells in JSON objects.

    `outcomes`: requests by HTTP status, or `no answer`. `phases`: seconds of `fetch`, `parse`
    and `store`, of which the first overlaps with the others.
    """
    outcomes = _below(_STATUS, stats)
    if failures := stats.get(_FAILURES):
        outcomes["no answer"] = failures
    phases = {name: round(seconds, 3) for name, seconds in _below(_SECONDS, stats).items()}
    return {"outcomes": json.dumps(outcomes), "phases": json.dumps(phases)}


def outcome(reason: str, stats: Mapping[str, Any]) -> str:
    """How a run ended, by Scrapy's reason and what was counted."""
    ended = _OUTCOMES.get(reason, "failed")
    if ended not in _REGULAR:
        return ended
    # Neither retries nor redirects count here, of robots.txt as little as of pages.
    pages = stats.get("response_received_count", 0) - stats.get("robotstxt/response_count", 0)
    faults = ("spider_exceptions/count", "congan/item_errors", "congan/listings_failed")
    errors = sum(stats.get(name, 0) for name in faults)
    return "failed" if errors or not pages else ended


def _below(prefix: str, stats: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value for name, value in stats.items() if name.startswith(prefix)
    }
