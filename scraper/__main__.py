"""`python -m scraper` is `congan`."""

from scraper.cli import main

main()
