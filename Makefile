# Semesta. `make demo` shows the main job; `make test` proves it. Everything needed is installed on first use.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench bench-employers bench-estimates bench-large bench-load bench-money bench-outreach bench-web reference texts lock clean
SHELL := /bin/bash
BIN := .venv/bin
# One worker more than cores: journeys wait for their browser, and others work meanwhile.
WORKERS := $(shell expr $$(nproc) + 1)
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

help:            ## what can be made
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

setup:           ## .venv with .venv/bin/semesta
	@scripts/setup runtime

demo: setup      ## a made-up Palembang of 170,000 residents, from messy files to a report
	@scripts/demo

test: check      ## every test: units, specs on DuckDB and Spark, the web on SQLite and PostgreSQL, pages in a real browser
	@scripts/test-machine
	@$(PYTEST)
	@SEMESTA_TEST_DATABASE=postgresql $(PYTEST) tests/web

check:           ## ruff, mypy --strict, the walls, the SQL lint, docs currency
	@scripts/setup dev
	@$(BIN)/ruff check semesta tests scripts docs
	@$(BIN)/ruff format --check semesta tests scripts docs
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m semesta.engines.lint
	@$(BIN)/python scripts/reference.py --check
	@$(BIN)/python scripts/texts.py --check

bench:           ## measured against the floor and the peers; the table is kept in docs/reference/benchmarks.md
	@scripts/setup bench
	@$(BIN)/python tests/scale/bench.py

bench-large: ## the same with 9 million residents (about 20 GB of disk, half an hour)
	@scripts/setup bench
	@$(BIN)/python tests/scale/bench.py --large

bench-money: ## twelve bills of 200,000 people checked, their faults found, the budget planned
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_money.py

bench-employers: ## firm lists of a city of 20,000 firms matched and held against their truth
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_employers.py

bench-estimates: ## how often 95 % intervals of made-up rounds hold the truth, and how fast a sample is drawn
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_estimates.py

bench-outreach: ## a known effect of outreach is found within its interval, 1,000 made-up cities a row
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_outreach.py

bench-web: ## publish, search and look-up on both databases, from a finished home: make bench-web CITY=demo/home
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_web.py $(or $(CITY),demo/home)

bench-load: ## twenty users for an hour, a run published beside them: make bench-load CITY=demo/home MINUTES=60
	@scripts/setup dev
	@$(BIN)/python tests/scale/bench_load.py $(or $(CITY),demo/home) --minutes $(or $(MINUTES),60)

reference:       ## docs/reference/*.md, generated from rules, formats, relations, indicators and the command line
	@$(BIN)/python scripts/reference.py
	@$(BIN)/python scripts/processing.py

texts:           ## new words for users are listed in semesta/web/**/locale/id.po, to be translated
	@$(BIN)/python scripts/texts.py

lock:            ## pin all dependencies again
	@scripts/lock

clean:           ## demo and bench output gone
	@rm -rf demo bench
