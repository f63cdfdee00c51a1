# Everything starts here: `make run` for the application, `make test` for all that is tested.
# Each target brings what it needs; the second time that costs next to nothing.

SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8080
WORKERS ?= 2
T ?= machines
MINUTES ?= 10
BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

.PHONY: venv run test lint check bench long pictures clean constraints
.DELETE_ON_ERROR:

venv: .venv/ready

.venv/ready: pyproject.toml constraints.txt .ci/prepare
	@.ci/prepare packages '$(PYTHON)'
	@touch $@

run: venv $(CATALOGUES)
	@PORT='$(PORT)' EID_SOFTWARE_CARDS="$${EID_SOFTWARE_CARDS-1}" $(BIN)/python run.py

test: venv $(CATALOGUES)
	@.ci/prepare browser
	@.ci/prepare card
	@$(BIN)/python -m pytest -n $(WORKERS)

lint: venv $(CATALOGUES)
	@$(BIN)/python -m ruff format --check --quiet .
	@$(BIN)/python -m ruff check --quiet .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m translations check

check: lint
	@$(BIN)/python -m pytest -n $(WORKERS) -q -m "not slow and not browser"

bench: venv .venv/bench $(CATALOGUES)
	@$(BIN)/python -m benchmarks

.venv/bench: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

# By the hour, with new seeds: T=machines or T=kills; SEED=n does one again.
long: venv $(CATALOGUES)
	@$(BIN)/python -m tests.long '$(T)' --minutes '$(MINUTES)' $(if $(SEED),--seed '$(SEED)')

pictures: venv $(CATALOGUES)
	@.ci/prepare browser
	@$(BIN)/python -m tests.pictures

%.mo: %.po | .venv/ready
	@$(BIN)/pybabel --quiet compile -i $< -o $@

# After a change of pyproject.toml: the versions that were tested together, written down.
constraints: venv
	@$(BIN)/python -m pip freeze --exclude-editable --disable-pip-version-check > constraints.new
	@mv constraints.new constraints.txt && touch .venv/ready

# Your data (var/) and the packages (.venv/) stay.
clean:
	@rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis pictures *.egg-info $(CATALOGUES)
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
