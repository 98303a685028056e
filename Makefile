# Everything below sets itself up: a virtual environment in .venv, brought up to date when pyproject.toml changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is never imported need not be compiled, and the rest is when it is imported first.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable
# Stamps: what running needs is there, and what developing needs beside it.
READY := $(VENV)/.ready
DEV := $(VENV)/.dev
WORKERS ?= 4  # the tests mostly wait
EVERYTHING := -m 'sweep or not sweep'

.PHONY: sandbox test coverage sweep soak check format bench screenshot diagram schema clean

sandbox: $(READY)  ## try Balance in a browser, without Slack
	$(BIN)/balance sandbox

test: $(DEV)  ## every test; some need Chromium, poppler or Java and are skipped without
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -q $(ARGS)

coverage: $(DEV)  ## which lines the tests reach, in twice the time
	$(MAKE) test ARGS="--cov --cov-report=term:skip-covered $(ARGS)"

sweep: $(DEV)  ## every fail point on every database, of which `make test` draws some, and KILLS (150) random kills
	BALANCE_KILLS=$(or $(KILLS),150) $(BIN)/pytest -n $(WORKERS) --dist worksteal -q $(EVERYTHING) \
		tests/crash/test_sweep.py tests/crash/test_random_kills.py

soak: $(DEV)  ## the property tests for MINUTES (30), half for each, then the sweep with KILLS (1000) random kills
	BALANCE_SOAK_MINUTES=$$(awk 'BEGIN {print $(or $(MINUTES),30) / 2}') \
		$(BIN)/pytest tests/crash/test_property.py tests/crash/test_panel_property.py -q -s
	$(MAKE) sweep KILLS=$(or $(KILLS),1000)

check: $(DEV)  ## format, lint, types, layers, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV)  ## speed in a full room, and of several processes; BENCH="full_house processes" for some of it
	$(BIN)/python -m tests.benchmarks $(BENCH)

screenshot: $(DEV)  ## take the pictures of the README anew; needs Chromium and poppler
	$(BIN)/python -m tests.browser.screenshots docs/images

diagram: $(READY)  ## write docs/machine.md from the machine
	$(BIN)/balance diagram > docs/machine.md

schema: $(READY)  ## write docs/record.schema.json from the code
	$(BIN)/python -c 'import json; from flows.record.document import schema; print(json.dumps(schema(), indent=2))' \
		> docs/record.schema.json

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

$(BIN)/pip:
	$(PYTHON) -c 'import sys; sys.exit("Balance needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(READY): pyproject.toml | $(BIN)/pip
	$(PIP) .
	touch $@

$(DEV): pyproject.toml | $(BIN)/pip
	$(PIP) '.[dev]'
	touch $(READY) $@
