# claimx: `make` lists the targets. `make demo` and `make test` need python3 (3.11 to 3.13), pip and PyPI, nothing else.

# The newest Python that works: spaCy's build for 3.11 runs at half the speed of those for 3.12 and 3.13.
PYTHON ?= $(shell for v in 3.13 3.12 3.11 3; do \
	if python$$v -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	then echo python$$v; break; fi; done)
VENV ?= .venv
BIN = $(VENV)/bin
DATA ?=
k ?=
base ?= main
seconds ?= 600
targets ?=

export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fmt fmt-check lint types imports unit cases lexicon eval eval-update bench fuzz docs smoke lock train clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "claimx needs Python 3.11, 3.12 or 3.13 on the PATH" >&2; exit 3; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q claimx
	@touch $@

setup: $(VENV)/.ready ## make the environment in .venv

demo: setup ## the main job: the claims of an article of corpus/, as a table
	$(BIN)/claimx extract corpus/articles/bandwidth-talks.txt --format table

test: setup ## everything that must hold: lint, types, import rules, all tests
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest

check: setup fmt-check lint types imports ## the fast checks

fmt: setup ## format the code
	$(BIN)/ruff format claimx tests
	$(BIN)/ruff check --fix --quiet claimx tests || true

fmt-check: setup
	$(BIN)/ruff format --check --quiet claimx tests

lint: setup ## ruff
	$(BIN)/ruff check --quiet claimx tests

types: setup ## mypy --strict
	$(BIN)/mypy --no-error-summary

imports: setup ## who may import whom
	$(BIN)/lint-imports --no-logo > .lint-imports.tmp || { cat .lint-imports.tmp; exit 1; }

unit: setup ## tests that need no model: seconds
	$(BIN)/python -m pytest -m "not model"

cases: setup ## the cases of tests/cases; k=dates for one file
	$(BIN)/python -m pytest tests/test_cases.py tests/test_lexicons.py $(if $(k),-k "$(k)")

lexicon: setup ## check every row of the word lists
	$(BIN)/python -m pytest tests/test_lexicons.py

eval: setup ## the quality floor on corpus/; DATA=../shared runs its evaluation instead
ifeq ($(DATA),)
	$(BIN)/python tests/eval_gate.py
else
	@test -f $(DATA)/eval/evaluate.py || { echo "there is no $(DATA)/eval/evaluate.py; DATA names the folder that has it" >&2; exit 2; }
	$(BIN)/python $(DATA)/eval/evaluate.py --claimx $(BIN)/claimx
endif

eval-update: setup ## measure again and pin new floors; refuses to lower one
	$(BIN)/python tests/eval_gate.py --update

bench: setup ## start-up time and words a second beside bare spaCy
	$(BIN)/python tests/bench.py

fuzz: setup ## hostile texts and files: seconds=60 for a short run, targets="html warc" for some
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz.run --seconds $(seconds) $(targets)

docs: setup ## write the generated parts of the README
	$(BIN)/python tests/readme.py --write

smoke: ## build the wheel, install it alone, run three commands
	rm -rf .smoke dist && $(PYTHON) -m venv .smoke
	.smoke/bin/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	.smoke/bin/python -m pip install --quiet dist/claimx-*.whl
	.smoke/bin/claimx --version
	.smoke/bin/claimx schema > /dev/null
	.smoke/bin/claimx extract corpus/articles/bandwidth-talks.txt --top 3 --format table
	rm -rf .smoke dist

lock: setup ## resolve the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --extra dev pyproject.toml --output-file requirements.lock

train: setup ## learn the attribution model again: DATA=folder in PolNeAR's layout
	@test -n "$(DATA)" || { echo "make train needs DATA=<folder with train/ and dev/ in PolNeAR's layout>" >&2; exit 2; }
	$(BIN)/python -m pip install --quiet --editable '.[train]'
	$(BIN)/python -m claimx.training $(DATA)

clean: ## remove what was built
	rm -rf $(VENV) .smoke dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .lint-imports.tmp
