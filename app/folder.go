package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"waymark/internal/durable"
	"waymark/internal/screen"
	"waymark/internal/words"
)

// A data folder:
//
//	preferences.json   language, size of text, look; nothing about anybody
//	vault/             see package vault; cases.db in it
const (
	preferencesName = "preferences.json"
	vaultName       = "vault"
	casesName       = "cases.db"
)

// dataFolder returns the folder asked for, or the person's own.
func dataFolder(asked string) (string, error) {
	if asked != "" {
		return filepath.Abs(asked)
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("find data folder: %w", err)
	}
	return filepath.Join(dir, "waymark"), nil
}

// hasVault reports whether dir holds a vault, or what is left of one: then nothing
// new is made in its place.
func hasVault(dir string) (bool, error) {
	list, err := os.ReadDir(filepath.Join(dir, vaultName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for vault: %w", err)
	}
	for _, e := range list {
		if e.Name() == "vault.key" || strings.Contains(e.Name(), ".db") {
			return true, nil
		}
	}
	return false, nil
}

// readPreferences returns what was chosen before, made sound. A file that cannot be
// read is no reason not to start: what is usual stands in, and usual is also what a
// damaged file gives.
func readPreferences(dir string, o Options) screen.Preferences {
	p := screen.Preferences{Language: o.Language, TextSize: o.TextSize}
	if b, err := os.ReadFile(filepath.Join(dir, preferencesName)); err == nil {
		kept := screen.Preferences{}
		if json.Unmarshal(b, &kept) == nil {
			p = kept
		}
	}
	if p.Language == "" {
		p.Language = machineLanguage()
	}
	return p.Sound(words.StaffLanguages())
}

// machineLanguage is the language the machine is set up in, as far as it says so in
// the environment: a first guess that the first screen asks about.
func machineLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if tag, _, _ := strings.Cut(os.Getenv(name), "_"); tag != "" && tag != "C" {
			return strings.ToLower(tag)
		}
	}
	return words.English
}

func keepPreferences(dir string, p screen.Preferences) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := durable.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("keep preferences: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(dir, preferencesName), b, 0o600); err != nil {
		return fmt.Errorf("keep preferences: %w", err)
	}
	return nil
}
