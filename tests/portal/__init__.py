"""A real HTTP server that plays three police portals, misbehaviour included.

Every article text is invented; the structure of the markup is that of the real sites. What
nobody has seen on them is marked "Unverified" where it is rendered.
"""

from tests.portal.server import Portal

__all__ = ["Portal"]
