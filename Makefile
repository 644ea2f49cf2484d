# omu-roster: the two commands of the README are `make roster` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS_FOR_A_WEEK := 300

.PHONY: install roster test soak check bench guard openapi lock clean

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (make PYTHON=python3.12 …)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# --no-deps: the lock names everything; asked for dependencies, pip takes the newest of one with extras and refuses it
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check --quiet --disable-pip-version-check
	touch $@

roster: install  ## the large local prison's week, all outputs in out/
	$(BIN)/omu-roster make data/samples/large-local --out out --seconds $(SECONDS_FOR_A_WEEK) --force

test: install  ## every test; on Debian as root it installs what the browser tests need
	./tools/system-packages
	$(BIN)/python -m pytest -n 2

soak: install  ## the long runs: servers and jobs killed 60 times each, on both databases; 20,000 calls; exits 1 on any fault
	$(BIN)/python -m tests.service.soak
	$(BIN)/python -m tests.service.fuzzing 20000

check: install  ## the gates: style, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install  ## measure the solver on the committed samples (all cases: python -m benchmarks.run, about 20 minutes)
	$(BIN)/python -m benchmarks.run --group samples

guard: install  ## a dozen cases against recorded counts: fails when the core has become slower
	$(BIN)/python -m benchmarks.guard

openapi: install  ## write docs/openapi.json, the description of the service's calls, from the code
	$(BIN)/python -m api.openapi

lock:  ## renew requirements.lock (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --extra dev --python-version 3.11 pyproject.toml build.in -o requirements.lock

clean:
	rm -rf $(VENV) out .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
