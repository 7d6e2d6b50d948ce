# `make run` and `make test` are all that a newcomer needs: python3 (3.11 or later), make and git.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
EMBEDDED := PROFILE=embedded DATA_DIR="$(CURDIR)/data" PORT=$(PORT)
GATE := PROFILE=embedded DATA_DIR="$(CURDIR)/build/gate"
WORKERS ?= 2
# The lock is complete: nothing is resolved, so no release of tomorrow can change or break what is installed.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all:

.PHONY: run test gate bench mutants lock pictures
.DEFAULT_GOAL := run

run: .venv/core.stamp  ## serve the desk on this machine
	@exec env $(EMBEDDED) $(BIN)/python -m config.serve

test: .venv/test.stamp  ## the whole suite; DATABASE_URL chooses another database
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

gate: .venv/test.stamp  ## what must hold before a change is shared
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(GATE) $(BIN)/mypy .
	$(GATE) $(BIN)/lint-imports --no-cache
	$(GATE) $(BIN)/python manage.py makemigrations --check --dry-run
	.ci/like-production $(BIN)/python manage.py check --deploy --fail-level WARNING
	.ci/like-production $(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0

bench: .venv/test.stamp  ## the photo pipeline beside Pillow, the readers of labels, every kind of page beside an empty view, the worst waits
	$(BIN)/python -m tests.bench

mutants: .venv/test.stamp  ## plant small faults in the rooms that decide who gets a code, and run the tests
	$(BIN)/python -m tests.mutation $(ARGS)

pictures: .venv/test.stamp  ## remake the pictures in the README
	$(BIN)/python -m tests.pictures

lock: | .venv/bin/python  ## pin the newest allowed versions, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	cd requirements && for set in core test heic labels ocr; do \
	  ../$(BIN)/uv pip compile --quiet --upgrade --universal --no-strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 $$set.in -o $$set.txt || exit 1; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; try make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv

.venv/core.stamp: requirements/core.txt | .venv/bin/python
	$(INSTALL) -r requirements/core.txt
	$(BIN)/python -m pip check
	@touch $@

.venv/test.stamp: requirements/test.txt | .venv/bin/python
	$(INSTALL) -r requirements/test.txt
	$(BIN)/python -m pip check
	@touch $@ .venv/core.stamp
