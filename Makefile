# The only door: `make` lists what there is. CI calls these targets and nothing else.

SHELL       := /bin/bash
LINTER      := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
PREPARE     := bin/catalog publish && bin/capidemo seed
AS_ENGINEER := CAPIDEMO_API=$$PUBLIC_URL CAPIDEMO_EMAIL=engineer@demo.example CAPIDEMO_PASSWORD=demo-password
SLOW        := testkit|storetest|local/(stack|emulator|faults|bigquery|operations|isolation|fuzz|guide)|/warehouse|/catalog|cmd/bench
export GOFLAGS := -buildvcs=false

.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing (Java, Node, emulators, Chromium), or say how
	@go run ./cmd/local setup

build: ## build all programs into bin/
	@mkdir -p bin && go build -o bin/ ./cmd/...

demo: setup build ## set up, provision a demo, ask it golden questions, check the answers, end
	@bin/local up --state .local/demo --functions bin/functions --prepare '$(PREPARE)' --then '$(AS_ENGINEER) bin/capidemo tour'

dev: setup build hosting/dist ## the same stack, staying up with hot reload and seeded people
	@bin/local up --watch --prepare '$(PREPARE)'

test: setup ## all Go tests, with race detector, against the real emulators
	@go run ./cmd/local exec -- go test -race -shuffle=on -timeout 20m ./...

test-fast: ## the tests that need no emulator
	@go test -shuffle=on $$(go list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | grep -vE '$(SLOW)' | cut -d' ' -f1)

differential: ## ask Google's own analyzer the corpus of GoogleSQL again, keep its answers, compare (7 minutes the first time)
	@nice -n 10 go run ./local/bigquery/differential/record
	@go test -count=1 ./local/bigquery/differential

e2e: setup build hosting/dist ## the customer engineer's journey in a real browser, against the real stack
	@npm --prefix hosting run e2e

web: hosting/node_modules ## types, lint and unit tests of the web app
	@npm --prefix hosting run typecheck && npm --prefix hosting run lint && npm --prefix hosting test

lint: ## every linter, with the reasons for each exception in .golangci.yml
	@go run $(LINTER) run ./...

generate: ## write what is generated from code: OpenAPI document, state machines, permissions, API types of the web app
	@go test ./docs -run 'TestStates|TestPermissions|TestOpenAPI' -update -count=1
	@go test ./local/isolation ./local/guide -run IsPublished -update -count=1
	@npm --prefix hosting run generate

bench: setup build hosting/dist ## measure and print one table (docs/benchmarks.md is a kept run)
	@go run ./cmd/bench all

faults: setup build ## kill, cut, duplicate and delay on the real stack; nothing may be lost or doubled
	@go test -count=1 -timeout 30m ./local/faults/...

clean-local: ## forget the local stack's state
	@rm -rf .local

hosting/node_modules: hosting/package-lock.json
	@npm --prefix hosting ci --no-audit --no-fund && touch $@

hosting/dist: hosting/node_modules $(shell find hosting/src hosting/index.html hosting/public -type f 2>/dev/null)
	@npm --prefix hosting run build && touch $@

.PHONY: help setup build demo dev test test-fast differential e2e web lint generate bench faults clean-local
