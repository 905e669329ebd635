"""Reads Vietnamese police news pages: bytes in, article out."""

from scraper.items import Article, Image, NotAnArticle
from scraper.parse import parse

__all__ = ["Article", "Image", "NotAnArticle", "parse"]
