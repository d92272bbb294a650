# Every target sets up what it needs: a venv in the checkout, pinned packages, Neo4j once per user.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo app test check prove bench evaluate pictures lock clean
BIN := .venv/bin
SEED ?= 1
READY := .venv/ready
NEO4J := .venv/neo4j-ready

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(READY): requirements.lock pyproject.toml .ci/set-up
	@.ci/set-up

$(NEO4J): $(READY) graph/engine/neo4j-2026.08.1.jars
	@$(BIN)/fusion neo4j install && touch $@

demo: $(NEO4J)  ## the training city, imported and open in the app
	@$(BIN)/fusion demo

app: $(NEO4J)  ## the app on your own data folder
	@$(BIN)/fusion app

check: $(READY)  ## style, types and layers
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

test: check $(NEO4J)  ## everything CI runs
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

prove: $(NEO4J)  ## the issues' proofs at full size; SEED=random draws one
	@FUSION_PROOF=full FUSION_SEED=$$([ "$(SEED)" = random ] && echo $$RANDOM || echo $(SEED)) \
		$(BIN)/python -m pytest -m proof --timeout=7200 $(ARGS)

bench: $(NEO4J)  ## performance beside the peers, into BENCHMARKS.md; ONLY=name runs one row
	@$(BIN)/python tests/bench/run.py $(if $(ONLY),--only $(ONLY))

evaluate: $(READY)  ## validity on the labelled sets in DATA=folder, into VALIDATION.md (OUT=folder, CITIES=20)
	@$(BIN)/fusion evaluate "$(DATA)" $(if $(OUT),--out "$(OUT)") $(if $(CITIES),--cities $(CITIES))

pictures: $(NEO4J)  ## the README's pictures, taken from the running demo
	@$(BIN)/python tests/browser/pictures.py

lock: $(READY)  ## pin the newest versions of every package, with hashes
	@.ci/lock

clean:  ## remove the venv; the data folder and the Neo4j cache stay
	@rm -rf .venv node_modules
