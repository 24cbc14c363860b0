# Two commands do everything: `make demo` and `make test`. Each sets up .venv from the lock first.
# Without make (Windows): see the README.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check format docs pictures bench bench-attribution crash soak lock clean

demo: $(VENV)/.ready
	$(BIN)/owskit demo

# Two at a time, whatever the machine: many tests start browsers, proxies and servers of their own.
test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.ready
	$(BIN)/python -m owskit_generator.cli.reference docs/commands.md

# The pictures of the README, from the sandbox.
pictures: $(VENV)/.ready
	$(BIN)/python -m tests.pictures

bench: $(VENV)/.ready
	$(BIN)/python -m tests.bench

# Clicks through a sandbox and a lab page in Chromium: which action each call is put under, against the truth. Minutes.
bench-attribution: $(VENV)/.ready
	$(BIN)/python -m tests.attribution

# The long form of two tests: web and worker of a generated project, killed 50 times.
crash: $(VENV)/.ready
	OWSKIT_CRASH_ROUNDS=50 $(BIN)/python -m pytest tests/generator/handlers/test_crash.py tests/generator/handlers/php/test_crash.py

# The long form of tests/faults: 200 killed proxies, 10,000 connections, a million mutated bodies, and so on. Loopback
# only, ends by itself. The run that is guided by coverage needs atheris, which is not made for every system.
soak: $(VENV)/.ready
	OWSKIT_SOAK=1 $(BIN)/python -m pytest tests/faults tests/e2e/test_canaries*.py
	if $(BIN)/pip install --quiet --disable-pip-version-check atheris; then $(BIN)/python -m tests.faults.guided; fi

# Remakes the lock from the ranges in pyproject.toml, for every platform and Python it allows.
lock: $(VENV)/.ready
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.12 \
	  --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.lock

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 12) or sys.exit("owskit needs Python 3.12 or newer; `$(PYTHON)` is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.13 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
