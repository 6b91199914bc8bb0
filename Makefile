# make run · test · eval · index · lint. Each sets up what it needs first; nothing is downloaded but Python packages.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run test eval index lint lock setup clean

setup: $(VENV)/.runtime
$(VENV)/.runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本；可用 make PYTHON=python3.11 指定。 / Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(VENV)/.runtime  ## 网页问答 http://127.0.0.1:7860
	$(BIN)/python app.py

index: $(VENV)/.runtime  ## build the index (also done on first start)
	$(BIN)/python -m index build

test: lint  ## lint, types, then every test, a file to each core; models share the cores with the other files
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lock: $(VENV)/.dev  ## requirements.txt with the hash of every file, for every system → requirements.lock
	$(BIN)/uv pip compile requirements.txt --universal --python-version 3.11 --generate-hashes --no-annotate \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet --output-file requirements.lock

eval: $(VENV)/.dev  ## every question and every stage → eval/out/report.html
	$(BIN)/python -m eval

clean:  ## all that can be made anew; .wence/feedback.sqlite3, which cannot, stays
	rm -rf $(VENV) .wence/index .mypy_cache .ruff_cache .pytest_cache .hypothesis
