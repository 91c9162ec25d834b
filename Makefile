# Every target brings what it needs, from a clean clone: Python 3.11+, make, and the package registries.
# A stamp stands for each set-up step, so a second call costs nothing and a changed lock installs again.

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
RUN := .venv/.installed-run
TEST := .venv/.installed-test
PACKAGE := .venv/.installed-package
MANIFEST := web/dist/manifest.json
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
FRESHNESS := $(shell find tests -name 'test_fresh*.py' 2>/dev/null)

# `make lock LOCK_FLAGS=--upgrade` takes newer versions; without it, pins stay unless pyproject.toml forbids them.
LOCK_FLAGS :=
LOCK := .venv/lock/bin/uv pip compile --quiet pyproject.toml --group build --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(LOCK_FLAGS)

# Whatever the machine says: a test starts many servers, and pytest rewrites every test, each time without it.
export PYTHONDONTWRITEBYTECODE :=

# Two at a time: most of what installs and checks keeps one core busy. What waits for what is in the prerequisites.
MAKEFLAGS += --jobs=2

.DELETE_ON_ERROR:
.PHONY: help install demo test check lint style types pages chromium format bench gallery matrix web lock clean

help:
	@echo "make install  set up into .venv      make test   set up, then every check and test"
	@echo "make demo     set up and serve       make check  format, lint, types, house rules"
	@echo "make bench    compare speed          make web    build the browser files"
	@echo "make format   format the Python      make lock   pin the dependencies again"
	@echo "make gallery  photograph every screen, light and dark, at four widths, into gallery/"
	@echo "make matrix   look at the widget in every state, language and theme, from both sides"

install: $(PACKAGE) $(MANIFEST)

demo: install
	$(PY) run.py serve --demo --data demo-data

# The browser tests run in a pytest of their own: their driver and pytest-trio each want the event loop.
# A test waits now and then, for a process or a page: three of them keep two cores busy.
test: lint chromium
	$(PY) -m pytest --numprocesses 3 --dist worksteal
	CHROMIUM="$$(cat .venv/.chromium)" $(PY) -m pytest --numprocesses 3 --dist worksteal tests/browser

check: lint
	$(PY) -m pytest --quiet tests/test_house.py $(FRESHNESS)

lint: style types pages

style: $(TEST)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .

types: install $(TEST)
	$(PY) -m mypy

pages: install
	$(PY) build_web.py --check

chromium: $(TEST)
	$(PY) -m tests.chromium > .venv/.chromium

format: $(TEST)
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: install $(TEST)
	$(PY) -m tests.bench

gallery: install chromium
	CHROMIUM="$$(cat .venv/.chromium)" $(PY) -m tests.browser.gallery gallery

# What each run of the tests sees a half of; the whole takes some minutes more.
matrix: install chromium
	CHROMIUM="$$(cat .venv/.chromium)" WHOLE_MATRIX=1 \
		$(PY) -m pytest --numprocesses 2 --dist worksteal tests/browser/test_widget_matrix.py

web: $(PACKAGE)
	$(PY) build_web.py

lock: $(PY)
	$(PY) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCK) --output-file locks/run.txt
	$(LOCK) --group test --constraint locks/run.txt --output-file locks/test.txt
	$(MAKE) --no-print-directory $(RUN)
	$(PY) build_web.py --lock

clean:
	rm -rf .venv web/node_modules web/dist .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The first Python on the path that is new enough, unless PYTHON names one.
$(PY):
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			exec "$$python" -m venv .venv; \
		fi; \
	done; \
	echo "Switchboard needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python" >&2; exit 1

$(RUN): locks/run.txt | $(PY)
	$(PIP) --require-hashes -r locks/run.txt
	@touch $@

$(TEST): locks/test.txt | $(RUN)
	$(PIP) --require-hashes -r locks/test.txt
	@touch $@

# Without isolation the build hook finds its Node and its hatchling in the lock, with their hashes.
$(PACKAGE): $(RUN) pyproject.toml build_web.py
	$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(MANIFEST): $(WEB_SOURCES) | $(PACKAGE)
	$(PY) build_web.py
