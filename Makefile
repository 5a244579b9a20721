# One file of commands. Everything runs in a virtual environment of its own, made on first use.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# HiGHS and OR-Tools cannot be loaded into one process: tests that load HiGHS itself run apart.
HIGHS := $(wildcard tests/*/test_linear*.py)
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: solve test fast lint types docs bench demo clean

$(VENV)/.base: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install --quiet 'torch==2.13.0' --editable '.[dev,train,bench,conic,logic,plan,equivalence]'
	touch $@

solve: $(VENV)/.base          ## set everything up and answer the classical five-house puzzle
	$(BIN)/algorist fetch
	$(BIN)/algorist solve examples/einstein.txt

demo: $(VENV)/.base           ## answer every example
	$(BIN)/algorist fetch
	$(BIN)/algorist solve examples/*

test: $(VENV)/.dev            ## set everything up and run all tests and checks
	$(BIN)/algorist fetch
	$(MAKE) lint types
	$(BIN)/python -m pytest -n 2 $(HIGHS)
	$(BIN)/python -m pytest -n 2 --ignore-glob='*test_linear*'

fast: $(VENV)/.dev            ## the tests that need neither weights nor processes killed
	$(BIN)/python -m pytest -n 2 -m "not model" --ignore-glob='*test_linear*' --ignore tests/formal/test_sandbox.py --ignore tests/durability

lint: $(VENV)/.dev
	$(BIN)/ruff check algorist tests bench
	$(BIN)/ruff format --check algorist tests bench
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

docs: $(VENV)/.base           ## build the documentation into site/
	$(BIN)/python -m pip install --quiet --editable '.[docs]'
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --strict

bench: $(VENV)/.dev           ## the slow measurements; results go to docs/results/
	$(BIN)/python -m pip install --quiet --editable '.[bench]'
	bash bench/all.sh

clean:
	rm -rf $(VENV) site dist build
