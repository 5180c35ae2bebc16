# Bình Yên. `make demo` and `make test` need Python 3.11+, make and git; they bring the rest.
#
#   make demo    everything from nothing, with labelled data, at http://127.0.0.1:8000 (PORT=…)
#   make test    set up and run all tests (ARGS="-k …" narrows)
#   make check   format, lint, types, layers, templates, migrations, translations, docs
#   make bench   measurements; prints a table and the machine
PYTHON ?= python3
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE=1
# Offices often stand behind a proxy with a certificate of their own: trust what the machine trusts.
export UV_SYSTEM_CERTS=1

.PHONY: setup assets messages demo test check docs bench lock clean

.tools/bin/uv: requirements/tools.txt
	@echo "→ Công cụ cài đặt (uv) / The installer (uv)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Cần Python 3.11 đến 3.13 (PYTHON=python3.11 make …). / Python 3.11 to 3.13 is needed.")'
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

.venv/.synced: requirements/dev.txt .tools/bin/uv
	@echo "→ Thư viện theo tệp khóa, kiểm mã băm / Libraries from the lock file, hashes checked"
	@test -x $(PY) || .tools/bin/uv venv --quiet --python $(PYTHON) .venv
	@VIRTUAL_ENV=.venv .tools/bin/uv pip sync --quiet --require-hashes requirements/dev.txt
	@ln -sf ../../bin/binhyen .venv/bin/binhyen
	@touch $@

setup: .venv/.synced assets messages

# Fonts, htmx and the map's script: cut and copied out of pinned packages, hashes checked.
assets: .venv/.synced
	@$(PY) tools/assets.py

# English (locale/parts/*.en.po) into one catalogue that Django reads.
messages: .venv/.synced
	@$(PY) tools/messages.py compile

demo: setup
	@$(PY) -m binhyen.cli demo

test: setup
	@$(PY) tools/browser.py
	$(PY) -m pytest -n 2 $(ARGS)

check: setup
	@$(PY) tools/check.py

docs: .venv/.synced
	@$(PY) -m sphinx -q -W --keep-going -b html docs docs/_build/html

bench: setup
	@$(PY) bench/run.py $(ARGS)

lock: .tools/bin/uv
	cd requirements && for f in tools core dev; do ../.tools/bin/uv pip compile --quiet --universal \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 $$f.in -o $$f.txt; done

clean:
	rm -rf .venv .tools static-built docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
