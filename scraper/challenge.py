"""Pages that a firewall sends in place of the one asked for."""

import re

# Incapsula's page is a few hundred bytes around an iframe or script; every real page of the
# ministry embeds the same resource, but in hundreds of KB.
_FIREWALLS = (
    b"_Incapsula_Resource",
    b"Incapsula incident ID",
    b"cf-browser-verification",
    b"/cdn-cgi/challenge-platform/",
    b"cf_chl_opt",
)
# A script that sets a cookie and loads the page again (177 bytes on bqp.vn).
_SCRIPT_COOKIE = re.compile(rb"document\.cookie\s*=", re.IGNORECASE)
_RELOAD = re.compile(rb"location\.(?:reload|href|replace)|window\.location", re.IGNORECASE)
_HEADING = re.compile(rb"<h1[\s>]", re.IGNORECASE)
_LARGEST = 20_000


def is_challenge(body: bytes) -> bool:
    """Whether a page is a firewall's: small, without a heading, with the firewall's mark."""
    if len(body) > _LARGEST:
        return False
    if any(mark in body for mark in _FIREWALLS):
        return not _HEADING.search(body)
    return len(body) < 2_000 and bool(_SCRIPT_COOKIE.search(body) and _RELOAD.search(body))
