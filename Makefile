# One entry for everything a developer or CI runs. `make help` lists the targets.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check audit sbom bench lock wheel clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Chairside needs Python 3.11 or newer: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY) ## start a training EHR and Chairside, print the address
	$(BIN)/chairside demo

# Neighbours stay on one core and share what they set up; a core that is done takes over half of what another has left.
test: $(READY) ## run all tests, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY) ## lint, types, import contracts, rule cards, size budgets, dependencies as pinned
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict plugin
	$(BIN)/chairside rules check
	$(BIN)/python -m pytest -q tests/health/test_size_budgets.py
	$(BIN)/python -m tests.dependencies

# Apart from check: it asks PyPI and OSV, and fails where neither answers, for then nothing is known.
audit: $(READY) ## ask for advisories about every pinned dependency (needs the internet)
	$(BIN)/python -m tests.dependencies advisories

sbom: $(READY) ## write sbom.cdx.json: what is installed, and what of it runs in production (CycloneDX)
	$(BIN)/python -m tests.dependencies bill sbom.cdx.json

bench: $(READY) ## measure the engine, the command line and their memory
	$(BIN)/python -m tests.bench

PIN := pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links

lock: ## pin every dependency with its hashes, and apart what production needs (needs pip-tools)
	$(PIN) --extra=test --output-file=requirements.lock pyproject.toml
	$(PIN) --constraint=requirements.lock --output-file=requirements-production.lock pyproject.toml

wheel: $(READY) ## build dist/chairside-*.whl, to install with requirements-production.lock
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what the other targets made
	rm -rf .venv build dist sbom.cdx.json *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
