# make test       all tests
# make fuzz       every fuzz target, FUZZTIME each
# make fuzz-tiff  those of TIFF: container, codecs, predictors
# make bench      every benchmark, once over quickly

FUZZTIME ?= 60s
BENCHTIME ?= 0.2s

.PHONY: test fuzz fuzz-tiff bench

test:
	go test ./...

# A fuzz target is run alone: go test takes one per package at a time. One that
# fails leaves its input in testdata/fuzz, and the others go on.
FUZZDIRS = $(shell grep -rlE --include='*_test.go' '^func Fuzz' . | xargs -n1 dirname | sort -u)

fuzz-tiff: FUZZDIRS = ./raster/tiff ./raster/jpeg ./raster/webp ./internal/inflate ./internal/lzw ./internal/lerc

fuzz fuzz-tiff:
	@failed=; \
	for dir in $(FUZZDIRS); do \
		for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -d' ' -f2 | sort -u); do \
			echo "== $$dir $$target"; \
			go test "$$dir" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x || failed="$$failed $$target"; \
		done; \
	done; \
	[ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

bench:
	go test -run '^$$' -bench . -benchtime $(BENCHTIME) ./...
