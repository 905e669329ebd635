"""Reads Vietnamese police news pages: bytes in, article out."""

from scraper.items import Article, Attachment, Image, NotAnArticle
from scraper.parse import parse

__all__ = ["Article", "Attachment", "Image", "NotAnArticle", "parse"]
