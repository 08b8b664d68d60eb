# The two commands of the README, and what a contributor runs. Everything lives in .venv and out/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: briefing test lint clean

briefing: $(STAMP)
	@$(BIN)/briefing build sources -o out/briefing.pdf

test: $(STAMP)-dev
	@$(BIN)/python -m pytest -q

lint: $(STAMP)-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(STAMP): pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(STAMP)-dev: pyproject.toml
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(STAMP) $@

clean:
	rm -rf $(VENV) build dist out/*.pdf
