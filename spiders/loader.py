"""Scrapy's spider loader: one spider for each site file."""

from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from scraper.site import Site, all_sites
from spiders.portal import PortalSpider


class SiteLoader:
    """`scrapy list` prints the sites, `scrapy crawl SITE` crawls one (SPIDER_LOADER_CLASS)."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a site. Raises KeyError for a name that no site file has."""
        try:
            return spider_for(all_sites()[spider_name])
        except KeyError:
            raise KeyError(f"Spider not found: {spider_name}") from None

    def find_by_request(self, request: Request) -> "list[str]":
        """The sites that serve a request's host."""
        return [site.name for site in all_sites().values() if site.serves(request.url)]

    def list(self) -> list[str]:
        """The names of all sites."""
        return list(all_sites())


def spider_for(site: Site) -> type[PortalSpider]:
    """The spider class of one site."""
    return type(
        f"{site.name}_spider",
        (PortalSpider,),
        {"name": site.name, "site": site, "allowed_domains": list(site.hosts)},
    )
