# What one does here. `make` alone lists it.

VENV ?= .venv
# not for the command line: the rule of READY clears the folder it stands in
override PY := $(VENV)/bin/python
override READY := $(VENV)/.ready

# More words for the program behind a target: make test ARGS="-k invitation"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install demo run test check fix coverage bench words messages screenshots migration lock

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY) ## a virtual environment in .venv with what the locks name; every target does this first

demo: $(READY) ## see the bot at work in the browser with sample people: no account, no token
	@$(PY) -m bot demo $(ARGS)

run: $(READY) ## the bot, with the settings of the environment or .env
	@$(PY) -m bot run $(ARGS)

test: $(READY) ## every test, on SQLite and PostgreSQL
	@$(PY) -m pytest -n 2 $(ARGS)

check: $(READY) ## format, lint, types, import contracts, words, docs: what a change must pass besides the tests
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m tools.words --check
	$(PY) -m tools.docs --check

fix: $(READY) ## put format and imports right, and what ruff can mend by itself
	$(PY) -m ruff check --fix --exit-zero .
	$(PY) -m ruff format .

coverage: $(READY) ## the tests once more, with the lines and branches that none of them reaches
	@$(PY) -m pytest -n 2 --cov $(ARGS)

bench: $(READY) ## the measurements, each beside something to compare with
	@$(PY) -m benchmarks $(ARGS)

words: $(READY) ## collect the messages of the code into locales/ and list what is not translated
	@$(PY) -m tools.words

messages: $(READY) ## write the generated pages of docs/ anew
	@$(PY) -m tools.docs

screenshots: $(READY) ## take the pictures of the demo anew, with Debian's Chromium
	@$(PY) -m tools.screenshots

migration: $(READY) ## a new migration from the tables: make migration m="add away ranges"
	@$(PY) -m tools.migration "$(m)"

LOCK = $(VENV)/bin/uv pip compile pyproject.toml --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras

lock: $(READY) ## put pyproject.toml into the two locks; newer versions with ARGS=--upgrade
	$(LOCK) $(ARGS) --output-file requirements.lock >/dev/null
	$(LOCK) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock >/dev/null

# Built from nothing whenever the lock changes, so that nothing stays that no lock names; and when its Python has gone.
ifeq ($(wildcard $(PY)),)
.PHONY: $(READY)
endif
$(READY): requirements-dev.lock
	@echo "Setting up $(VENV), once; it takes a minute or two." >&2
	@[ ! -e $(VENV) ] || [ -e $(VENV)/pyvenv.cfg ] || { echo "make: $(VENV) is no virtual environment; it stays as it is" >&2; exit 1; }
	@python=$$(sh tools/python.sh) && "$$python" -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
