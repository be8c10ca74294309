# Everything here needs Go alone, except test-all, which needs chromium too. `make help` lists the targets.
GO       ?= go
FUZZTIME ?= 10s
export GOTOOLCHAIN ?= local

# Packages whose goldens `make update` writes.
GOLDEN = $(shell $(GO) list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | grep internal/txtest | cut -d' ' -f1)
# Modules of their own with tests of their own: heavier dependencies that no service inherits.
NESTED = $(patsubst %/go.mod,%,$(shell git ls-files '*/go.mod' | grep -v '^tools/'))

.PHONY: help build test test-all test-registry lint update fuzz bench demo clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# Without cgo the net package, which cobra brings along, would load libc: a millisecond at each start.
build: export CGO_ENABLED = 0
build: ## build bin/rolecall, and bin/rolecall-live, which talks to servers for it
	$(GO) build -buildvcs=auto -trimpath -o bin/ ./cmd/rolecall ./cmd/rolecall-live

test: ## run every test that needs Go alone
	$(GO) test ./...

test-all: test ## and those of the nested modules
	@set -e; for m in $(NESTED); do echo "$(GO) -C $$m test ./..."; $(GO) -C $$m test ./...; done

test-registry: ## run the tests that need docker-registry on PATH
	$(GO) test -tags registry ./bundle/oci

lint: bin/staticcheck ## gofmt, vet, staticcheck, and our own linter on our policies
	@out="$$(gofmt -l $$(git ls-files '*.go'))"; test -z "$$out" || { echo "not gofmt'd:"; echo "$$out"; exit 1; }
	$(GO) vet ./...
	bin/staticcheck ./...
	@test ! -d policies || { echo "rolecall lint policies"; $(GO) run ./cmd/rolecall lint policies; }

bin/staticcheck: tools/go.mod tools/go.sum
	$(GO) -C tools build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

update: ## write goldens and generated pages from what comes out now
	$(GO) test $(GOLDEN) -update

fuzz: ## run every fuzz target for FUZZTIME (10s)
	@set -e; for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "$$f $$p"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p; \
	  done; done

bench: ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem ./...

# One step of the demo: a line that says what it shows, the command, what it prints.
define show
@printf '\n# %s\n$$ %s\n' "$(1)" "$(2)"
@$(2)
endef

demo: build ## the main job on the example policies
	$(call show,Is anything wrong with the policies?,bin/rolecall lint policies --format compact)
	$(call show,Compile them: a table and CEL expressions for each target,bin/rolecall compile policies -o dist/demo)
	$(call show,What the table says of two grants: Describe is checked on the whole database,grep -E 'analyst.*(DescribeC|Query)' dist/demo/search.prod/table.json)
	$(call show,May they? Each request with the answer below it,bin/rolecall decide --bundle dist/demo/search.prod/bundle.json policies/milvus/requests.ndjson > dist/demo/decisions.ndjson)
	@paste -d '\n' policies/milvus/requests.ndjson dist/demo/decisions.ndjson
	$(call show,What would change on the production server and for whom?,bin/rolecall diff policies/milvus --target search.prod --state policies/milvus/state.prod.json)

clean: ## remove what was built
	rm -rf bin dist
