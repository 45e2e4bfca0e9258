package main

import (
	"context"
	"log/slog"
	"slices"

	"waymark/internal/screen"
	"waymark/internal/vault"
)

// keyring lets settings change who can open the vault.
type keyring struct{ vault *vault.Vault }

// ChangePassphrase implements screen.Keyring.
func (k keyring) ChangePassphrase(_ context.Context, old, new []byte) error {
	return worded(k.vault.ChangePassphrase(old, new))
}

// Kinds of vault.Way.
const (
	byPassphrase = "passphrase"
	byRecovery   = "recovery"
	byCode       = "code"
)

var wayNames = map[string]string{byPassphrase: "settings.way.passphrase", byRecovery: "settings.way.recovery", byCode: "settings.way.code"}

// Ways implements screen.Keyring.
func (k keyring) Ways(context.Context) ([]screen.VaultWay, error) {
	ways := k.vault.Ways()
	if len(ways) == 1 && ways[0].Kind == byPassphrase {
		return []screen.VaultWay{{Name: screen.Say("settings.way.passphrase_only")}}, nil
	}
	var all []screen.VaultWay
	for _, w := range ways {
		all = append(all, screen.VaultWay{Name: screen.Say(wayNames[w.Kind])})
	}
	return all, nil
}

// letRecover gives the organisation its ways into the vault: its recovery key, as it
// was signed last, and a code that it can read out over the telephone. When the vault cannot take it now it is tried
// again after the next exchange, and the settings go on saying what is so.
func (u *unlocked) letRecover(ctx context.Context) {
	if u.practice || u.service == nil {
		return
	}
	r, err := u.engine.Recovery(ctx)
	if err != nil {
		slog.Warn("find recovery key", "error", err)
		return
	}
	want := []string{r.String()}
	var have []string
	for _, w := range u.vault.Ways() {
		if w.Kind == byRecovery {
			have = append(have, w.Recipient)
		}
	}
	if !slices.Equal(have, want) {
		if err := u.vault.SetRecovery(want); err != nil {
			slog.Warn("give recovery key its way", "error", err)
		}
	}
	if err := u.keepCode(ctx, want[0]); err != nil {
		slog.Warn("give the organisation its code", "error", err)
	}
}

// recoverable reports whether the organisation has a way into the vault in dir, or
// whether that cannot be told.
func recoverable(dir string) bool {
	ways, err := vault.WaysInto(dir)
	return err != nil || slices.ContainsFunc(ways, func(w vault.Way) bool { return w.Kind != byPassphrase })
}
