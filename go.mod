module waymark

go 1.26.0

replace github.com/google/pprof => github.com/google/pprof v0.0.0-20250317173921-a4b03ec1a45e

tool honnef.co/go/tools/cmd/staticcheck

// The window.
require (
	fyne.io/fyne/v2 v2.8.1 // widgets and windows; lists of versions lack it, so it is pinned by hand
	github.com/go-text/typesetting v0.3.4 // line breaks and shaped widths for our own text and entry
	github.com/godbus/dbus/v5 v5.2.2 // what the laptop says of its battery and its line
	golang.org/x/image v0.24.0 // fixed-point numbers of typesetting
)

// What is kept, sealed.
require (
	filippo.io/age v1.3.2 // sealing to persons, organisations and nodes
	github.com/jackc/pgx/v5 v5.12.0 // the hub on PostgreSQL
	golang.org/x/crypto v0.58.0 // Argon2id, XChaCha20-Poly1305
	golang.org/x/sys v0.49.0 // locks, free space
	modernc.org/libc v1.79.0 // exactly the one modernc.org/sqlite pins
	modernc.org/sqlite v1.61.1 // SQLite without cgo; the sealing VFS hooks into its lib
)

// What travels.
require (
	github.com/fxamacker/cbor/v2 v2.10.0 // changes, in its deterministic form
	github.com/klauspost/compress v1.20.3 // zstd with bounds on memory
	github.com/makiuchi-d/gozxing v0.1.1 // reads invitations from pictures
	github.com/tyler-smith/go-bip39 v1.1.0 // word lists for invitations and phrases
	golang.org/x/sync v0.24.0 // groups of simulated devices
	golang.org/x/time v0.16.0 // limits of rate at the hub's door
	rsc.io/qr v0.2.0 // invitations as pictures
)

// Words.
require (
	github.com/ccojocar/zxcvbn-go v1.0.4 // judges passphrases of one's own
	github.com/nicksnyder/go-i18n/v2 v2.7.0 // texts and plural rules
	github.com/yuin/goldmark v1.8.2 // topics are Markdown
	go.yaml.in/yaml/v4 v4.0.0 // rules of programmes, and the line that is wrong in them
	golang.org/x/text v0.43.0 // numbers, languages, normal forms
)

// Tests.
require (
	github.com/stretchr/testify v1.11.1
	pgregory.net/rapid v1.3.0
)

require (
	filippo.io/hpke v0.4.0 // indirect
	fyne.io/systray v1.12.3-0.20260810170012-af4e8e793ec4 // indirect
	github.com/BurntSushi/toml v1.6.0 // indirect
	github.com/anthonynsimon/bild v0.14.0 // indirect
	github.com/clipperhouse/uax29/v2 v2.2.0 // indirect
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/fsnotify/fsnotify v1.9.0 // indirect
	github.com/fyne-io/gl-js v0.2.1-0.20260315212741-029c47fd27e8 // indirect
	github.com/fyne-io/glfw-js v0.4.0 // indirect
	github.com/fyne-io/image v0.1.1 // indirect
	github.com/fyne-io/oksvg v0.2.0 // indirect
	github.com/go-gl/gl v0.0.0-20260331235117-4566fea9a276 // indirect
	github.com/go-gl/glfw/v3.4/glfw v0.1.0-pre.1.0.20260707082822-2a407d02d01a // indirect
	github.com/go-text/render v0.2.1 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/hack-pad/go-indexeddb v0.3.2 // indirect
	github.com/hack-pad/safejs v0.1.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/jeandeaual/go-locale v0.0.0-20250612000132-0ef82f21eade // indirect
	github.com/jsummers/gobmp v0.0.0-20230614200233-a9de23ed2e25 // indirect
	github.com/kr/text v0.2.0 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/mattn/go-runewidth v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/nfnt/resize v0.0.0-20180221191011-83c6a9932646 // indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/rymdport/portal v0.4.2 // indirect
	github.com/srwiley/oksvg v0.0.0-20221011165216-be6e8873101c // indirect
	github.com/srwiley/rasterx v0.0.0-20220730225603-2ab79fcdd4ef // indirect
	github.com/x448/float16 v0.8.4 // indirect
	golang.org/x/exp/typeparams v0.0.0-20231108232855-2478ac86f678 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/net v0.61.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	golang.org/x/xerrors v0.0.0-20200804184101-5ec99f83aff1 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
	honnef.co/go/tools v0.8.2 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)
