# Everything below sets itself up: a virtual environment in .venv, made anew when pyproject.toml changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 4  # the tests mostly wait
ALONE := tests/crash/test_property.py  # its people, bots and waits are many: it has the machine to itself

.PHONY: sandbox test soak check format bench screenshot diagram clean

sandbox: $(READY)  ## try Balance in a browser, without Slack
	$(BIN)/balance sandbox

test: $(READY)  ## every test; those of the page need Chromium and are skipped without it
	$(BIN)/pytest -n $(WORKERS) --cov --cov-report= -q $(ARGS) --ignore $(ALONE)
	$(BIN)/pytest --cov --cov-append --cov-report=term:skip-covered -q $(ALONE)

soak: $(READY)  ## the property test for MINUTES (30), KILLS (1000) random kills, the whole sweep on PostgreSQL
	BALANCE_SOAK_MINUTES=$(or $(MINUTES),30) $(BIN)/pytest tests/crash/test_property.py -q -s --no-cov
	BALANCE_KILLS=$(or $(KILLS),1000) BALANCE_SWEEP_POSTGRESQL=1 \
		$(BIN)/pytest tests/crash -q -s --no-cov --ignore tests/crash/test_property.py

check: $(READY)  ## format, lint, types, layers, dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## speed in a full room, in about ten minutes; BENCH="workshop growth" for some of it
	$(BIN)/python -m tests.benchmarks $(BENCH)

screenshot: $(READY)  ## take the pictures of the README anew; needs Chromium
	$(BIN)/python -m tests.browser.screenshots docs/images

diagram: $(READY)  ## write docs/machine.md from the machine
	$(BIN)/balance diagram > docs/machine.md

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Balance needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
