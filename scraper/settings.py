"""Scrapy's settings: polite and safe by default. Only what differs from Scrapy 2.19."""

import os


def _number(name: str, default: float, least: float, unit: str = "seconds") -> float:
    """A number from the environment. Raises ValueError that names the variable."""
    text = os.environ.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not least <= number <= _LARGEST:
        raise ValueError(f"{name}: {text!r} is no number of {unit} from {least:g} to {_LARGEST}")
    return number


_LARGEST = 3600

BOT_NAME = "congan"
SPIDER_MODULES = ["spiders"]
SPIDER_LOADER_CLASS = "spiders.loader.SiteLoader"
CONGAN_ARCHIVE = os.environ.get("CONGAN_ARCHIVE", "archive.db")
ITEM_PIPELINES = {"storage.pipeline.ArchivePipeline": 300}

# The page that tells a webmaster who crawls and why. Nobody's yet: the owner sets it.
HOMEPAGE = os.environ.get("CONGAN_HOMEPAGE", "https://example.org/congan")
USER_AGENT = f"congan-archive/0.1 (+{HOMEPAGE})"

# Polite: robots.txt, one request at a time to a host, a second between them, slower where
# the server is slow.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 1  # of a site: what has been handed to the downloader cannot be called back
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = _number("CONGAN_DELAY", 1, least=0)
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
REFERRER_POLICY = "scrapy.spidermiddlewares.referer.NoReferrerPolicy"

# Safe: Scrapy verifies no certificate, keeps cookies, reads 1 GB and opens two consoles.
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Of an image or attachment, in bytes; the variable counts in MB.
CONGAN_MAX_FILE = int(_number("CONGAN_MAX_FILE", 20, least=0.001, unit="MB") * 1024 * 1024)
DOWNLOAD_TIMEOUT = _number("CONGAN_TIMEOUT", 30, least=0.1)
DNS_TIMEOUT = 20
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 0  # a request that is dropped for its length is never told of
REDIRECT_MAX_TIMES = 5

# A retry waits: 5, 10, 20 times the delay, or what the server asks for.
RETRY_TIMES = 3
RETRY_BACKOFF = 5 * DOWNLOAD_DELAY
RETRY_GIVE_UP_LOG_LEVEL = "INFO"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "spiders.robots.SiteMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "spiders.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "spiders.retry.BackOffMiddleware": 550,
    "spiders.files.FileMiddleware": 560,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "spiders.decoding.DecodingMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "spiders.redirects.AddressMiddleware": 600,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "spiders.throttle.Throttle": 0,
    "spiders.progress.Progress": 0,
}
DOWNLOAD_HANDLERS = {
    "http": "spiders.hostmap.HostMapHandler",
    "https": "spiders.hostmap.HostMapHandler",
}
CONGAN_HOSTMAP = os.environ.get("CONGAN_HOSTMAP", "")

# The spider knows what it has asked for, by article key; and a page that answers 404 or 503
# is an answer to keep.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # newest first, as listings name them
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
HTTPERROR_ALLOW_ALL = True

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip",  # whose end can be told: half a page must not pass for one
}
LOG_LEVEL = os.environ.get("CONGAN_LOG_LEVEL", "INFO")
FEED_EXPORT_ENCODING = "utf-8"
