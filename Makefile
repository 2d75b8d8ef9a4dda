# Firstline. `make run` serves it, `make test` tests it, `make` names the rest. GNU make 3.81 is enough.

PYTHON = .venv/bin/python
JOBS ?= 2
BROWSER ?= yes

.PHONY: help run test lint check bench bench-answers bench-board bench-chat bench-kill translations

help:
	@echo "make run               install into .venv, prepare the database, load the manual, serve"
	@echo "make test              every test; BROWSER=no leaves out those that need a browser"
	@echo "make lint              ruff and mypy"
	@echo "make check             lint, then test"
	@echo "make bench             measure; FULL=1 measures everything"
	@echo "make bench-answers     how good the answers are: DATA=folder with question sets; INDEX=whoosh"
	@echo "make bench-board       the community board with 100,000 questions; QUESTIONS=2000 for a moment, KEEP=folder keeps it"
	@echo "make bench-chat        thousands of open chats under load, about ten minutes; SHORT=1 for a moment"
	@echo "make bench-kill        sudden deaths under load, about five minutes; SHORT=1 for a moment"
	@echo "make translations      collect the interface's sentences, bring the catalogues up to date, compile them"

run:
	@sh .ci/environment
	@.venv/bin/firstline migrate
	@.venv/bin/firstline seed --demo
	@.venv/bin/firstline serve

test:
	@sh .ci/environment test
ifeq ($(BROWSER),no)
	@$(PYTHON) -m pytest -n $(JOBS) --dist worksteal -m "not browser"
	@$(PYTHON) -m pytest --collect-only tests/browser | sed -n 's/^=* *\([0-9]*\) tests collected.*/BROWSER=no: \1 browser tests were left out./p'
else
	@$(PYTHON) -m pytest -n $(JOBS) --dist worksteal
endif

lint:
	@sh .ci/environment test
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

check: lint test

bench:
	@sh .ci/environment test
	@$(PYTHON) -m bench

bench-answers:
	@sh .ci/environment test
	@INDEX='$(INDEX)' $(PYTHON) -m bench.answers '$(DATA)'

bench-board:
	@sh .ci/environment test
	@$(PYTHON) -m bench.board

bench-chat:
	@sh .ci/environment test
	@$(PYTHON) -m bench.chat

bench-kill:
	@sh .ci/environment test
	@$(PYTHON) -m bench.kill

# What is new stands in web/translations/*/LC_MESSAGES/messages.po with an empty msgstr: write it there, and call this again.
translations:
	@sh .ci/environment
	@.venv/bin/pybabel -q extract -F web/translations/babel.cfg --sort-output --add-location=file --no-wrap --omit-header -o .venv/messages.pot web
	@.venv/bin/pybabel -q update -i .venv/messages.pot -d web/translations --no-wrap --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date
	@.venv/bin/pybabel compile -d web/translations --statistics
