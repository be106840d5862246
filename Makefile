# Everything that is done by command.  `make` alone lists it; docs/settings.md names the variables.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export PORT ?= 8000
export DATA_DIR ?= $(CURDIR)/data
export EXAMPLE_DATA ?= 1

PY := .venv/bin/python
NODE_DONE := frontend/node_modules/.installed
BUILT := frontend/dist/.vite/manifest.json
FRONT_FILES := $(shell find frontend -name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)
WORKERS ?= 2
LANGUAGES := ar es fr pt ru zh
PYTEST := $(PY) -m pytest -q --dist loadfile -n $(WORKERS)

# $(call quietly,what happens,command): says what happens, and shows the command's output only if it fails.
quietly = printf '· %s\n' "$(1)"; out=$$( { $(2); } 2>&1 ) || { status=$$?; printf '%s\n' "$$out" >&2; exit $$status; }

##@ For people
run: ## the site on http://localhost:$PORT, with the example alliance if the database is empty
	@$(MAKE) -s -j2 database static/.collected
	exec $(PY) manage.py serve --prepare

dev: .venv/dev.stamp $(NODE_DONE).dev $(BUILT) ## the same, reloading on every change of code
	@exec $(PY) manage.py dev

##@ For changes
test: ready ## everything: lint, front end, engines, then the whole Python suite
	@failed=
	$(MAKE) lint || failed+=" lint"
	$(MAKE) test-front || failed+=" test-front"
	$(MAKE) test-engines || failed+=" test-engines"
	[ -z "$$failed" ] || echo "Failed before the last run:$$failed"
	$(PYTEST) || failed+=" pytest"
	[ -z "$$failed" ]

check: lint ## what a change needs before it is shown: lint, unit and API tests
	@$(PYTEST) tests/architecture tests/unit tests/property tests/api

lint: .venv/dev.stamp $(NODE_DONE).dev ## every rule that a tool can hold
	@$(MAKE) -j2 --keep-going lint-python lint-front

lint-python:
	@$(steps)
	step "style" .venv/bin/ruff check --quiet .
	step "format" .venv/bin/ruff format --quiet --check .
	step "imports" .venv/bin/lint-imports
	step "settings" $(PY) manage.py check --fail-level WARNING
	step "migrations" $(PY) manage.py makemigrations --check --dry-run
	step "API snapshot" $(PY) manage.py export_schema --check
	step "lock files" no_addresses
	step "types" .venv/bin/mypy .
	$(PY) -m tests.deployed || failed=yes
	[ -z "$$failed" ]

lint-front:
	@$(steps)
	step "front-end types" npm run --silent check --prefix frontend
	step "front-end rules" npm run --silent lint --prefix frontend
	step "generated types" generated_types
	[ -z "$$failed" ]

# step NAME COMMAND: one line for what is clean, the whole output for what is not; then on with the next.
define steps
failed=
step() {
  local name=$$1 out; shift
  if out=$$("$$@" 2>&1); then printf '· %-16s clean\n' "$$name"; else failed=yes; printf '· %-16s NOT CLEAN\n%s\n' "$$name" "$$out"; fi
}
no_addresses() { ! grep -nE 'https?://|^-' requirements.lock requirements-dev.lock && ! grep -n '"resolved"' frontend/package-lock.json; }
generated_types() {
  (cd frontend && npx --no-install openapi-ts --output ../build/schema --silent) && diff -r build/schema frontend/src/wire/schema
}
endef

test-front: $(NODE_DONE).dev ## unit tests of the front end
	@npm test --silent --prefix frontend

test-engines: ready ## tests marked `engine`, on PostgreSQL and Redis
	@$(PY) -m tests.engines -- $(PYTEST) -m engine

test-e2e: ready ## tests in a browser
	@$(PYTEST) tests/e2e

test-full: test ## the same, and what is slow
	@SLOW=1 $(PYTEST) -m slow

fault: ready ## broken engines, lost frames, two writers
	@$(PYTEST) tests/fault

bench: ready ## what one core delivers, and how fast, beside the textbook (docs/speed.md)
	@$(PY) -m bench.run

bench-full: ready ## the same with longer loads, every row on both engines, a history of a million messages
	@$(PY) -m bench.run --full
	$(PY) -m bench.front

schema: .venv/dev.stamp $(NODE_DONE).dev ## write the API snapshot and the types that follow from it
	@$(PY) manage.py export_schema
	npm run --silent types --prefix frontend

messages: .venv/dev.stamp ## gather sentences for the catalogues, and compile what is translated (Debian package gettext)
	@$(PY) manage.py makemessages --verbosity 0 --no-wrap --no-obsolete --no-location --ignore .venv --ignore frontend --ignore static --ignore tests $(LANGUAGES:%=--locale %)
	$(PY) manage.py compilemessages --verbosity 0 --ignore .venv

lock: .venv/bin/uv ## write the lock files anew from the manifests
	@uv="$(CURDIR)/.venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --universal --python-version 3.11"
	$$uv pyproject.toml -o requirements.lock
	$$uv pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	cd frontend && npm install --package-lock-only

clean: ## remove what was built and installed; data stay
	@rm -rf .venv frontend/node_modules frontend/dist static build test-results

help:
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

##@ Files.  Development tools, once installed, stay: `make run` after `make test` takes nothing away.
.venv/bin/uv:
	@for each in python3.11 python3.12 python3.13 python3; do
	  if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$each; break; fi
	done
	[ -n "$${python:-}" ] || { echo "Python 3.11 or newer is missing: install the Debian package python3." >&2; exit 1; }
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: install the Debian package python3-venv." >&2; exit 1; }
	$(call quietly,Making .venv,"$$python" -m venv --clear .venv && $(PY) -m pip install --quiet --disable-pip-version-check 'uv==0.13.*')

.venv/runtime.stamp: requirements.lock | .venv/bin/uv
	@lock=requirements.lock; [ ! -e .venv/dev.stamp ] || lock=requirements-dev.lock
	$(call quietly,Installing Python packages,.venv/bin/uv pip sync --quiet --python $(PY) "$$lock")
	touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/uv
	@$(call quietly,Installing Python packages for development,.venv/bin/uv pip sync --quiet --python $(PY) requirements-dev.lock)
	touch .venv/runtime.stamp $@

frontend/node_modules/.installed: frontend/package-lock.json
	@$(node_is_there)
	omit=--omit=dev; [ ! -e $@.dev ] || omit=
	$(call quietly,Installing front-end packages,cd frontend && npm ci --no-fund --no-audit $$omit)
	touch $@

frontend/node_modules/.installed.dev: frontend/package-lock.json
	@$(node_is_there)
	$(call quietly,Installing front-end packages for development,cd frontend && npm ci --no-fund --no-audit)
	touch $(NODE_DONE) $@

node_is_there = \
	command -v node >/dev/null || { echo "Node 20 is missing: install the Debian package nodejs." >&2; exit 1; }; \
	command -v npm >/dev/null || { echo "npm is missing: install the Debian package npm." >&2; exit 1; }; \
	node -e "process.exit(+(parseInt(process.versions.node) < 20))" || { echo "Node 20 or newer is needed, this is $$(node --version): install a newer Debian package nodejs." >&2; exit 1; }

$(BUILT): $(FRONT_FILES) $(NODE_DONE)
	@$(call quietly,Building the front end,cd frontend && npm run --silent build)
	touch $@

static/.collected: $(BUILT) .venv/runtime.stamp
	@$(call quietly,Collecting static files,$(PY) manage.py collectstatic --clear --no-input --verbosity 0)
	touch $@

# A first start fills the database while the front end is being built; later ones leave that to `serve`.
database: .venv/runtime.stamp
	@[ -n "$${DATABASE_URL:-}" ] || [ -e "$$DATA_DIR/collab.sqlite3" ] || exec $(PY) manage.py prepare

# Chromium, Redis, PostgreSQL and nginx: found, else installed where that is allowed, else one clear line.
ready: .venv/dev.stamp $(NODE_DONE).dev static/.collected
	@$(PY) -m tests.tools

.PHONY: run dev test check lint lint-python lint-front test-front test-engines test-e2e test-full fault bench bench-full schema messages lock clean help ready database
