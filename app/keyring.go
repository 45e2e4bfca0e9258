package main

import (
	"context"

	"waymark/internal/screen"
	"waymark/internal/vault"
)

// keyring lets settings change who can open the vault.
type keyring struct{ vault *vault.Vault }

// ChangePassphrase implements screen.Keyring.
func (k keyring) ChangePassphrase(_ context.Context, old, new []byte) error {
	return worded(k.vault.ChangePassphrase(old, new))
}

var wayNames = map[string]string{"passphrase": "settings.way.passphrase", "recovery": "settings.way.recovery", "code": "settings.way.code"}

// Ways implements screen.Keyring.
func (k keyring) Ways(context.Context) ([]screen.VaultWay, error) {
	var all []screen.VaultWay
	for _, w := range k.vault.Ways() {
		all = append(all, screen.VaultWay{Name: screen.Say(wayNames[w.Kind])})
	}
	return all, nil
}
