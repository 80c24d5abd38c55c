# Two targets for people: `make demo` and `make test`. Everything they need is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
comma := ,
EXTRAS := $(if $(filter all,$(SIGC_TEST_EXTRAS)),test$(comma)litellm$(comma)sandbox$(comma)lsp$(comma)parquet$(comma)mcp$(comma)otel$(comma)ray$(comma)wasm$(comma)peers,test)
OUT := examples/triage/out/triage/python

.PHONY: demo test lint clean

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sigc needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/installed-$(subst $(comma),-,$(EXTRAS)): $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	@touch $@

demo: $(VENV)/installed
	$(BIN)/sigc compile examples/triage
	@echo
	@echo 'The package that was written, called once:'
	@echo '>>> from triage import triage'
	@echo '>>> triage(mail="The parcel with order AB-104233 was due on Monday and has not come.")'
	@cd $(OUT) && $(CURDIR)/$(BIN)/python -c 'from triage import triage; print(repr(triage(mail="The parcel with order AB-104233 was due on Monday and has not come.")))'

test: $(VENV)/installed-$(subst $(comma),-,$(EXTRAS)) lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/installed-$(subst $(comma),-,$(EXTRAS))
	$(BIN)/ruff format --check sigc tests bench
	$(BIN)/ruff check sigc tests bench
	$(BIN)/mypy

clean:
	rm -rf $(VENV) examples/*/out examples/*/.sigc
