# make run    read data/raw, write data/processed
# make test   the tests and, strictly, the notebooks
# make lab    JupyterLab on the first notebook
# make notebooks   run all notebooks anew from their sources, notebooks/sources
#
# Each target makes .venv by itself, and again when the lock or pyproject.toml changes.
# The lock is for Linux with Python 3.11 or newer: `make lock` writes it anew.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test lab notebooks lint types format lock clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp-installed
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
TESTS ?= tests $(NOTEBOOKS)

# nbval compares every output; one notebook stays on one worker, since its cells share a kernel.
NBVAL := $(if $(NOTEBOOKS),--nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg --nbval-cell-timeout=120)

help:
	@sed -n 's/^# \{0,1\}\(make .*\)/\1/p' $(MAKEFILE_LIST)

run: $(STAMP)
	$(BIN)/ogi run

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile $(NBVAL) $(TESTS)

# Without the question whether to fetch news from the network.
lab: $(STAMP)
	@$(BIN)/jupyter labextension disable --level sys_prefix "@jupyterlab/apputils-extension:announcements"
	$(BIN)/jupyter lab notebooks/00_one_report.ipynb

notebooks: $(STAMP)
	$(BIN)/python -m toolkit.teach.editions notebooks

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy toolkit

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Hashed, for the oldest Python we support, and free of host names; needs uv.
lock:
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --only-binary :all: \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): requirements.lock pyproject.toml
	@set -eu; \
	for python in python3.11 python3 python3.12 python3.13; do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then echo "Python 3.11 or newer is needed" >&2; exit 1; fi; \
	[ -x $(BIN)/python ] || "$$found" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
	if uv --version >/dev/null 2>&1; then \
	    uv pip install --quiet --python $(BIN)/python --require-hashes --only-binary :all: -r requirements.lock; \
	    uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements.lock; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
