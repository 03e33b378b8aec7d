# The commands of a checkout. Each makes its virtual environment by itself; only Python 3.11+ and make are needed.
#
#   make demo     the reference site with everything around it, until Ctrl-C   (make demo DEMO_PORT=8080)
#   make test     the whole suite                                              (make test TESTS=tests/rules)
#   make lint     style, templates, import contracts, types, missing migrations, stale translations
#   make messages brings the Finnish and Swedish catalogues up to date with the sources
#   make screenshots  the pictures of the documents, taken anew from a demo of its own
#   make reliability  docs/reliability.md, written anew by the tests of faults
#   make bench    speed against the usual ways                                 (make bench FULL=1)

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
WORKERS ?= 2
TESTS ?= tests
DEMO_PORT ?= 8000
FULL ?=
HOSTS = $(patsubst tests/hosts/%/settings.py,tests.hosts.%.settings,$(wildcard tests/hosts/*/settings.py))
export FULL

.PHONY: demo test lint bench messages migrations reliability screenshots
.DEFAULT_GOAL := demo

$(VENV)/.%.installed: setup.cfg pyproject.toml .ci/environment
	@./.ci/environment $(VENV) $*

demo: $(VENV)/.demo.installed
	@DEMO_PORT=$(DEMO_PORT) $(PYTHON) -m sitecontent.devservices.demo

test: $(VENV)/.test.installed
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

lint: $(VENV)/.lint.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet opinovi_wagtail sitecontent
	$(BIN)/lint-imports
	$(BIN)/mypy
	@for settings in sitecontent.settings.test $(HOSTS); do \
	    echo "makemigrations --check with $$settings"; \
	    $(PYTHON) -m django makemigrations --check --dry-run --settings $$settings --pythonpath . || exit 1; \
	done
	$(PYTHON) -m tests.check_translations

bench: $(VENV)/.test.installed
	@$(PYTHON) -m tests.bench

messages: $(VENV)/.lint.installed
	@$(PYTHON) -m tests.messages

reliability: $(VENV)/.test.installed
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile -m fault --reliability=write tests

screenshots: $(VENV)/.test.installed
	@$(PYTHON) -m tests.screenshots

# The one migration of each app, which is not released yet, made anew on the oldest Wagtail that we support.
migrations:
	@./.ci/environment $(VENV)-oldest test 'wagtail>=7.4,<7.5'
	@PYTHON=$(CURDIR)/$(VENV)-oldest/bin/python sh tests/remake_migrations.sh
