"""Templates of platforms that many portals share."""

from scraper.site import Template

# VHV: moit.gov.vn, conganthanhhoa.gov.vn, csgt.bocongan.gov.vn, ...
VHV = Template(
    name="vhv",
    mark="h1.title-detail, h1.common-title-detail",
    title="h1.title-detail, h1.common-title-detail",
    published="span.post-date",
    lead=".article-brief",
    body=".article-content.common-content",
    category=".breadcrumb .last-item a",
)

PLATFORMS = (VHV,)
