# `make demo` and `make test` do everything on a machine with Python 3.11 and make.
PYTHON ?= python3
BIN = .venv/bin
READY = .venv/ready

.PHONY: help demo test soak bench lint format browse screenshots lock clean
help:
	@echo "make demo    crawl a portal on this machine into demo.db and show what was kept"
	@echo "make test    lint, type check and every test"
	@echo "make soak    a simulated year of hourly crawls, or DAYS=30 of it; SEED=2 for another"
	@echo "make bench   the parser beside general extractors and lxml alone: quality and speed"
	@echo "make lint    ruff and mypy alone            make format   let ruff mend what it can"
	@echo "make browse  open archive.db (or ARCHIVE=demo.db) in the browser"
	@echo "make screenshots  pictures of its pages into screenshots/ (Chromium needed)"
	@echo "make lock    choose current releases anew into requirements.txt"

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv (once; about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation \
		--editable .
	@touch $@

demo: $(READY)
	@$(BIN)/python -m tests.portal.demo

test: lint
	@$(BIN)/python -m pytest

soak: $(READY)
	@$(BIN)/python -m tests.soak --days $(or $(DAYS),365) --seed $(or $(SEED),1)

lint: $(READY)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && $(BIN)/mypy

format: $(READY)
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

bench: .venv/bench
	@$(BIN)/python -m tests.bench && $(BIN)/python -m tests.bench_crawl && \
		$(BIN)/python -m tests.bench_browse && \
		$(BIN)/python -m tests.bench_search

.venv/bench: $(READY) tests/bench.requirements.txt
	@echo "Installing what the parser is measured against ..."
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r tests/bench.requirements.txt
	@touch $@

browse: $(READY)
	@$(BIN)/congan browse --archive $(or $(ARCHIVE),archive.db)

screenshots: $(READY)
	@$(BIN)/python -m tests.screenshots $(if $(README),--readme)

lock:
	@$(BIN)/uv pip compile --quiet --upgrade --extra dev --generate-hashes --no-header \
		--no-emit-index-url --output-file requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --extra bench --generate-hashes --no-header \
		--no-emit-index-url --constraint requirements.txt \
		--output-file tests/bench.requirements.txt pyproject.toml

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache build *.egg-info
