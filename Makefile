# Bình Yên. `make demo` and `make test` need Python 3.11+, make and git; they bring the rest.
PYTHON ?= python3
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE=1

.PHONY: setup assets messages lock test check

.tools/bin/uv:
	@echo "→ Công cụ cài đặt (uv)"
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv

.venv/.synced: requirements/dev.txt .tools/bin/uv
	@echo "→ Môi trường Python theo tệp khóa (kiểm mã băm)"
	@test -x $(PY) || .tools/bin/uv venv --quiet --python $(PYTHON) .venv
	@VIRTUAL_ENV=.venv .tools/bin/uv pip sync --quiet --require-hashes requirements/dev.txt
	@touch $@

setup: .venv/.synced assets messages

# Fonts, htmx and the map's script: cut and copied out of pinned packages, hashes checked.
assets: .venv/.synced
	@$(PY) tools/assets.py

# English (locale/parts/*.en.po) into one catalogue that Django reads.
messages: .venv/.synced
	@$(PY) tools/messages.py compile

test: setup
	$(PY) -m pytest -n 2 $(ARGS)

lock: .tools/bin/uv
	cd requirements && for f in core dev; do ../.tools/bin/uv pip compile --quiet --universal \
	  --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links \
	  --python-version 3.11 $$f.in -o $$f.txt; done
