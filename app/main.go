package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"waymark/internal/vault"
)

// version is set when the program is built for release.
var version = "0.1.0"

func main() {
	vault.RunChild() // first: the same program stretches passphrases
	if err := vault.NoCoreDumps(); err != nil {
		slog.Warn("core dumps stay on", "error", err)
	}
	o, err := options(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2)
	}
	o.Handed = handedOn()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err = Run(ctx, o)
	stop()
	var locked *lockedRun
	if errors.As(err, &locked) {
		err = again(locked.errand.hand())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "waymark:", err)
	}
	if err != nil && !errors.Is(err, ErrElsewhere) { // what was asked for is in front now
		os.Exit(1)
	}
}

// options reads the command line.
func options(args []string, out io.Writer) (Options, error) {
	o := Options{Version: version, App: newApp}
	f := flag.NewFlagSet("waymark", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&o.Data, "data", os.Getenv("WAYMARK_DATA"), "`folder` with the vault; empty: the person's own")
	f.StringVar(&o.Language, "lang", "", "language of the window, when none was chosen yet: `tag` such as en, de, fr, ar")
	f.IntVar(&o.TextSize, "text", 0, "size of text in `points`, 14 to 22, when none was chosen yet")
	f.StringVar(&o.Size, "window", "", "size of the window, `WxH`")
	f.BoolVar(&o.Demo, "demo-key", false, "make new vaults with a passphrase that is cheap to try: for demonstrations with made-up cases only")
	seenFlags(f, &o)
	return o, f.Parse(args)
}

// newApp is the only place that needs a display.
func newApp(version string) fyne.App {
	fyneapp.SetMetadata(fyne.AppMetadata{ID: appID, Name: appName, Version: version})
	return fyneapp.NewWithID(appID)
}

const (
	appID   = "org.waymark.desktop"
	appName = "Waymark"
)
