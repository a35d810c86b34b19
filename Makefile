# The steps people and .ci/run share. Works with make 3.81 and a POSIX shell.
ifeq ($(OS),Windows_NT)
$(error This runs on Linux and macOS. On Windows use WSL2: the README has the four commands)
endif
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# In the order of collection: with the longest files last, one process ends long after the others.
TESTS := $(BIN)/python -m pytest --numprocesses auto --no-loadscope-reorder
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Exactly what is locked. Without --no-deps, pips up to 23 look a second time for what a requirement
# with an extra needs, and refuse the lock on the day a newer version than the locked one is out.
# Compiled below by all cores, without what is never imported: a third of it, and of the time.
LOCKED := $(PIP) install --quiet --no-compile --no-deps --require-hashes --requirement
COMPILED := $(BIN)/python -m compileall -q -j 0 -x '/(tests|pip|setuptools)/' $(VENV)/lib >/dev/null 2>&1 || true

# Hundreds of processes import the same files: where none may keep them compiled, each compiles all.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test coverage compare size soak fuzz bench pictures notebook lock clean
.PHONY: translations new-page new-measure new-source new-rule

help: ## list these steps
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.installed ## make .venv with what the dashboard needs

run: install ## open the dashboard on http://127.0.0.1:8501, made-up at first (or PORT=8502)
	$(BIN)/prosecution-quality serve $(if $(PORT),--port $(PORT))

test: $(VENV)/.installed-dev ## check format, lint, types, and run all tests (or FILES=tests/unit/seed)
	@$(BIN)/python -m tests.machine
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@# Types are checked beside the tests; whichever fails, make does.
	$(BIN)/mypy & types=$$!; $(TESTS) $(FILES); tests=$$?; wait $$types && exit $$tests

# Counting covered lines takes half as long again.
coverage: $(VENV)/.installed-dev ## run all tests and say which lines none of them reached
	@$(BIN)/python -m tests.machine
	$(TESTS) --cov

compare: $(VENV)/.installed-dev ## list what this checkout says otherwise than BASE=commit (QUICK=1: a sample)
	$(BIN)/python -m tests.compare_checkouts $(or $(BASE),HEAD) . $(if $(QUICK),--quick)

size: $(VENV)/.installed-dev ## count lines of product and tests, files, and words of the documents
	@$(BIN)/python -m tests.size

translations: $(VENV)/.installed-dev ## bring the catalogues of translations up to date with the source
	@$(BIN)/python -m tests.translations update

new-page new-measure new-source new-rule: $(VENV)/.installed-dev ## begin one: NAME=address, id, profile or table.rule; a measure LIKE=another
	@$(BIN)/python -m tests.scaffold $(@:new-%=%) $(NAME) $(if $(LIKE),--like $(LIKE))

soak: $(VENV)/.installed-bench ## run all tests at their full size; hours (or FILES=tests/battery)
	@$(BIN)/python -m tests.machine soak
	PROSECUTION_QUALITY_SOAK=full $(TESTS) $(FILES)

fuzz: $(VENV)/.installed-fuzz ## throw random bytes at the readers for MINUTES (60; Linux)
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),60)

bench: $(VENV)/.installed-bench ## measure speed, each against a peer
	@$(BIN)/python -m tests.machine
	$(BIN)/python -m bench

pictures: $(VENV)/.installed-dev ## take the pictures of README and the guides anew, in Chromium
	@$(BIN)/python -m tests.machine
	$(BIN)/python -m tests.pictures $(NAMES)

MADE_UP := data/prosecution-quality.duckdb
# A copy is opened, so that what people change there is no change of the repository.
notebook: $(VENV)/.installed-notebook ## open the notebook that reads a report, in JupyterLab
	@mkdir -p data/notebook && { test -e data/notebook/notebook.ipynb || cp docs/notebook.ipynb data/notebook/; }
	@test -e $(MADE_UP) || $(BIN)/prosecution-quality --database $(MADE_UP) demo
	@test -e data/notebook/brief || $(BIN)/prosecution-quality --database $(MADE_UP) report ministry --jurisdiction XBR \
		--from 2021 --to 2025 --format csv --out data/notebook/brief
	$(BIN)/jupyter lab data/notebook/notebook.ipynb

# The versions already locked stay unless pyproject.toml forbids them; UPGRADE=--upgrade takes newer.
COMPILE = UV_CACHE_DIR="$$made/cache" "$$made/bin/uv" pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-find-links $(UPGRADE) pyproject.toml --group install
# What the cluster shares with .venv it has from there.
COMPILE_CLUSTER = UV_CACHE_DIR="$$made/cache" "$$made/bin/uv" pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-find-links \
	$(UPGRADE) --group cluster --constraint requirements.txt \
	$(foreach name,numpy pandas protobuf pyarrow python-dateutil six typing-extensions tzdata,--no-emit-package $(name))

lock: ## write requirements*.txt anew from pyproject.toml
	made=$$(mktemp -d) && trap 'rm -rf "$$made"' EXIT && \
	$(PYTHON) -m venv "$$made" && "$$made/bin/pip" install --quiet uv && \
	$(COMPILE) --output-file requirements.txt && \
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt && \
	$(COMPILE) --group bench --constraint requirements.txt --output-file requirements-bench.txt && \
	$(COMPILE) --group fuzz --constraint requirements.txt --output-file requirements-fuzz.txt && \
	$(COMPILE) --group notebook --constraint requirements.txt --output-file requirements-notebook.txt && \
	$(COMPILE_CLUSTER) --output-file requirements-cluster.txt

clean: ## remove .venv and caches; data/ stays
	rm -rf $(VENV) *.egg-info build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is locked in $(1), and the program itself; files are compiled beside the last of it.
define INSTALL
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo "Python 3.11 or newer is needed, and $(PYTHON) is not. Name one: make PYTHON=python3.12 ..." >&2; \
  exit 1; }
@$(PYTHON) -m venv $(VENV) || { \
  echo "$(PYTHON) cannot make a virtual environment (on Debian: apt-get install python3-venv)." >&2; \
  exit 1; }
$(LOCKED) $(1)
@$(COMPILED) & compiled=$$!; \
  $(PIP) check --quiet && $(PIP) install --quiet --no-deps --no-build-isolation --editable .; \
  installed=$$?; wait $$compiled; exit $$installed
@touch $@
endef

$(VENV)/.installed: requirements.txt pyproject.toml
	$(call INSTALL,requirements.txt)

# At once what `.installed` has and more: two installations one after the other take longer.
$(VENV)/.installed-dev: requirements-dev.txt pyproject.toml
	$(call INSTALL,requirements-dev.txt)
	@touch $(VENV)/.installed

$(VENV)/.installed-%: $(VENV)/.installed-dev requirements-%.txt
	$(LOCKED) requirements-$*.txt
	$(PIP) check --quiet
	@touch $@
