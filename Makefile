# What a person types. `make` alone lists it. Everything else is `.venv/bin/invoke --list`.
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: help serve check build test soak bench audit lint format lock clean
help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile
	@echo "  More, once one of them has run: .venv/bin/invoke --list"

.PHONY: publish-environment test-environment
publish-environment:
	@$(PYTHON) environment.py publish
test-environment:
	@$(PYTHON) environment.py test

serve: publish-environment ## Check, build and show the publication, with live rebuild
	@$(RUN) -m invoke serve

check: publish-environment ## Report every mistake in content/, with file, line and remedy
	@$(RUN) -m invoke check

build: publish-environment ## Check and build the publication for the public, into output/
	@$(RUN) -m invoke build

test: test-environment ## Run lint, types, layers and all tests
	@$(RUN) -m invoke test

soak: test-environment ## Run the tests that take longer than a few minutes
	@$(RUN) -m invoke soak

bench: test-environment ## Measure builds beside Pelican, Hugo and Eleventy; wants npm and a quiet machine
	@$(RUN) -m benchmarks.rebuild

audit: test-environment ## Build the site and judge it as a browser and a search engine would
	@$(RUN) -m invoke audit

lint: test-environment ## Run lint, types and layers alone
	@$(RUN) -m invoke lint

format: test-environment ## Format the code
	@$(RUN) -m ruff check --fix-only --quiet . && $(RUN) -m ruff format --quiet .

lock: test-environment ## Renew the lock files from pyproject.toml
	@$(RUN) -m invoke lock

clean: ## Remove what was built and installed (never content/ or var/)
	@rm -rf output preview .serve .venv .venvs .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
