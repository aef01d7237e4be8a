# «Ориентир»: one word per need. `make` alone lists them.
# Everything works from a fresh clone: the environment .venv is made and filled on first use.

# The first Python that fits; PYTHON=/path/to/python overrides.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	if $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1; \
	then echo $$p; exit; fi; done; echo python3)
START = $(PYTHON) -m config.start
BIN = .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test bench lint fix lock screenshots clean venv python

help: ## этот список
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

run: python ## запустить портал с демонстрацией (PORT=8000; остановить: Ctrl-C)
	@$(START) run

test: python ## все тесты: SQLite, затем PostgreSQL (ARGS="-k слово" передаётся pytest)
	@$(START) test $(ARGS)

bench: venv ## замеры скорости на SQLite и PostgreSQL (ARGS=workbook – только один)
	@$(BIN)/python -m tests.bench $(ARGS)

lint: venv ## проверки кода: ruff, mypy, направление импортов, миграции
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@DJANGO_SETTINGS_MODULE=config.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

fix: venv ## исправить то, что исправляется само
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

lock: venv ## записать файлы версий заново (новые версии: make lock ARGS=--upgrade)
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate $(ARGS) -o $$name.lock $$name.in || exit 1; \
	done

screenshots: venv ## снимки страниц для README (нужен Chromium; ARGS=heatmap – только один)
	@$(BIN)/python docs/screenshots/make.py $(ARGS)

clean: ## удалить окружение и следы тестов (данные в var/ остаются)
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

venv: python
	@$(START) venv

python:
	@command -v $(PYTHON) >/dev/null || { echo "Не найден Python ($(PYTHON)): установите Python 3.11 или новее."; exit 1; }
