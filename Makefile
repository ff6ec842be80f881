# What a developer and CI run. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The tools are pinned in a module of their own, so that they never move the program's dependencies.
tool := go tool -modfile=tools/go.mod

# Two packages at a time: PostgreSQL and Chromium run beside the tests.
test_flags := -p 2 -timeout 15m

# SQLite is C turned into Go. What it reads and writes lies outside Go's memory, where the race detector sees nothing;
# asking it all the same took half of the time of the tests. Its driver, its locks and all that is ours are watched.
unwatched := -gcflags=modernc.org/sqlite/lib=-race=false

# What quick leaves to check: whole programs, browsers, calendar readers and large bundles.
long := ^(TestStory.*|Test.*InABrowser|TestComposeStarts|TestScreenshots|TestReadBy.*|TestMemoryDoesNotGrow.*)$$

##@ Every day

.PHONY: help
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## serve a fresh, filled association; Ctrl-C leaves nothing behind
	go run ./cmd/attune demo

.PHONY: build
build: ## build bin/attune, static
	CGO_ENABLED=0 go build -trimpath -o bin/attune ./cmd/attune

.PHONY: quick
quick: format vet ## under a minute: form, vet and the short tests, on SQLite where a test has the choice
	go test -short -skip '$(long)' ./...

.PHONY: test
test: test-tools check ## everything, on a bare machine: installs what is missing, then checks

.PHONY: check
check: format vet lint dead modules generated architecture race ## everything, with what is installed

.PHONY: bench
bench: ## measure: the goals and their baselines, side by side
	go test -run '^$$' -bench . -benchmem ./...
	go run ./cmd/attune-bench

##@ What check is made of

.PHONY: format
format: ## gofumpt finds nothing to change
	@found=$$($(tool) gofumpt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$found" ]; then echo "not formatted (go tool -modfile=tools/go.mod gofumpt -w FILE):"; echo "$$found"; exit 1; fi

.PHONY: vet
vet: ## go vet
	go vet ./...

.PHONY: lint
lint: ## staticcheck; what it leaves out and why is in staticcheck.conf
	$(tool) staticcheck ./...

.PHONY: dead
dead: ## no function that neither the program nor a test reaches
	@found=$$($(tool) deadcode -test ./...); \
	if [ -n "$$found" ]; then echo "$$found"; exit 1; fi

.PHONY: modules
modules: ## both go.mod are tidy and their contents as recorded; SQLite has the libc it was made for
	go mod tidy -diff
	cd tools && go mod tidy -diff
	go mod verify
	@wanted=$$(go mod graph | awk '$$1 ~ /^modernc.org\/sqlite@/ && $$2 ~ /^modernc.org\/libc@/ {print $$2}' | sort -u); \
	had=$$(go list -m -f '{{.Path}}@{{.Version}}' modernc.org/libc); \
	if [ "$$wanted" != "$$had" ]; then echo "modernc.org/sqlite was made for $$wanted; go.mod has $$had"; exit 1; fi

.PHONY: generated
generated: ## go generate changes nothing
	@state() { git ls-files --cached --others --exclude-standard -z | xargs -0 -r sha256sum 2>/dev/null || true; }; \
	before=$$(state); go generate ./...; \
	if [ "$$before" != "$$(state)" ]; then echo "go generate changed files; commit what it made:"; git status --short; exit 1; fi

.PHONY: architecture
architecture: ## the laws of the house
	go test ./internal/architecture

.PHONY: race
race: ## all tests, on both databases and in the browser, with the race detector
	go test -race $(unwatched) $(test_flags) ./...

.PHONY: test-tools
test-tools: ## install what the tests run beside Go: PostgreSQL, Chromium, calendar programs, an authenticator
	.ci/test-tools
