"""The commands of `congan`; they alone know scraper, spiders and storage alike.

What a command needs of spiders and storage it imports when it runs: `--help` is quick so.
"""
