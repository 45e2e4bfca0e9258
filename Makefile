# Two commands do everything on a fresh machine: make run, make test.
# Every go command uses one of three sets of flags, because each set costs a cold
# build of its own: windows (cgo), everything else (no cgo), the race detector.
SHELL   := /bin/bash
WINDOW  := CGO_ENABLED=1 go
PLAIN   := CGO_ENABLED=0 go
TAGS    := -tags test
WTAGS   := -tags "gles test"

BUILD_NEEDS  := ca-certificates gcc libc6-dev pkg-config libgl-dev libegl-dev libgles-dev libx11-dev libxrandr-dev \
                libxxf86vm-dev libxi-dev libxcursor-dev libxinerama-dev libwayland-dev libxkbcommon-dev
RUN_NEEDS    := libgl1-mesa-dri
TEST_NEEDS   := postgresql xvfb xauth
DEMO_NEEDS   := xvfb xauth x11-xkb-utils xdotool xclip

# Packages that own goroutines, and whose tests do not need the SQLite core: there
# the race detector costs seconds and not minutes.
RACED   := ./internal/casework ./internal/feed ./internal/screen ./sync/batch ./sync/courier

.PHONY: run test lint bench hub demo soak build fmt

run: need-run
	@$(WINDOW) build $(WTAGS) -o build/waymark ./app
	@WAYMARK_SAY_DISPLAY=1 .ci/display build/waymark

build: need-build
	$(WINDOW) build $(WTAGS) -o build/waymark ./app
	$(PLAIN) build $(TAGS) -o build/ ./sync/hubserver ./sync/village

test: need-test
	@.ci/stage "vet for other systems" .ci/vet-others
	@.ci/stage "race detector" env CGO_ENABLED=1 go test -race $(TAGS) -timeout 30m $(RACED)
	@.ci/stage "the program in a window" .ci/display env CGO_ENABLED=1 go test $(WTAGS) -timeout 30m ./app
	@.ci/stage "everything else" env CGO_ENABLED=0 go test $(TAGS) -timeout 30m $$(.ci/packages)

lint: need-build
	@.ci/lint

bench:
	$(PLAIN) test $(TAGS) -run '^$$' -bench . -benchmem $$(.ci/packages)

hub:
	@$(PLAIN) build $(TAGS) -o build/hubserver ./sync/hubserver
	@.ci/hub

demo: need-demo
	@$(WINDOW) build $(WTAGS) -o build/waymark ./app
	@$(PLAIN) build $(TAGS) -o build/hubserver ./sync/hubserver
	@$(PLAIN) run $(TAGS) ./.ci/demo

soak: need-test
	$(PLAIN) test $(TAGS) -timeout 0 ./sync/simtest -seeds 10000
	$(PLAIN) test $(TAGS) -timeout 0 ./sync/ordeal -kills 200 -v

.PHONY: need-build need-run need-test need-demo
need-build: ; @.ci/need $(BUILD_NEEDS)
need-run: need-build ; @.ci/need $(RUN_NEEDS)
need-test: need-run ; @.ci/need $(TEST_NEEDS)
need-demo: need-run ; @.ci/need $(DEMO_NEEDS)
