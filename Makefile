# The two commands of the README come first. Everything they make lives in .venv/ and out/.
# Needed beforehand: make, Python 3.11 or later with its venv module, and a package index.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,\
  $(shell $(p) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))
VENV := .venv
RUN := $(VENV)/bin/python
# Quiet twice: a warning of pip about an extra that a package of a package names would only alarm.
PIP := $(RUN) -m pip --quiet --quiet --disable-pip-version-check
STAMP := $(VENV)/.installed

.PHONY: briefing test lint format smoke conformance ci clean

briefing: $(STAMP)
	@$(RUN) -m briefing build sources -o out/briefing.pdf

test: $(STAMP)-dev
	@$(RUN) -m pytest -q -n 2

lint: $(STAMP)-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

format: $(STAMP)-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

# Builds the wheel, installs it into an empty environment and uses it from there: once with the
# newest dependencies, once with the oldest that pyproject.toml allows.
smoke: $(STAMP)-dev
	@$(RUN) tests/smoke/wheel.py
	@$(RUN) tests/smoke/wheel.py --oldest

# Every kind of PDF we make, judged by veraPDF; needs java, javac and mvn, and says so without.
conformance: $(STAMP)-dev
	@$(RUN) tests/conformance/run.py

ci:
	@.ci/run

$(STAMP): pyproject.toml | $(RUN)
	@echo "Installing briefing into $(VENV) (once) ..."
	@$(PIP) install -e .
	@touch $@

$(STAMP)-dev: pyproject.toml | $(RUN)
	@echo "Installing briefing and what its tests need into $(VENV) (once) ..."
	@$(PIP) install -e '.[dev]'
	@touch $(STAMP) $@

$(RUN):
	@test -n "$(PYTHON)" || { \
	  echo "error: no Python 3.11 or later found"; \
	  echo "hint: install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "error: $(PYTHON) could not make a virtual environment"; \
	  echo "hint: it must be Python 3.11 or later with venv (Debian, Ubuntu: apt-get install python3-venv)"; exit 1; } >&2

clean:
	rm -rf $(VENV) build dist out/*.pdf
