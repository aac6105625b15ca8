# The commands a person types. What they do stands in local/.
# The first Python that is new enough, and not too new; make run PYTHON=/path/to/python3.12 names another.
fitting = $(shell command -v $(1) >/dev/null 2>&1 && $(1) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $(1))
PYTHON ?= $(or $(call fitting,python3),$(call fitting,python3.13),$(call fitting,python3.12),$(call fitting,python3.11),python3)

export PORT HOST ARGS NAME QUICK

.PHONY: help run test check messages bench

help:
	@echo "make run [PORT=8000]                start everything and load the demonstration district once"
	@echo "make test [ARGS=\"tests/rulebook\"]   run the tests against servers of their own"
	@echo "make check                          formatting, types, imports, templates, migrations, deployment settings"
	@echo "make messages                       collect what families read, bring locale/ up to date, name what lacks its Spanish"
	@echo "make bench NAME=sweep [QUICK=1]     measure; the last line is RESULT {json}"

run:
	@$(PYTHON) -m local run

test:
	@$(PYTHON) -m local test

check:
	@$(PYTHON) -m local check

messages:
	@$(PYTHON) -m local messages

bench:
	@$(PYTHON) -m local bench
