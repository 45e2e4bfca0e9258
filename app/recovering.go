package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"

	"waymark/internal/casework"
	"waymark/internal/screen"
	"waymark/internal/usererr"
	"waymark/internal/vault"
)

// Settings of the store about the recovery code. The code lies in the vault that it
// opens, so that it can be sealed anew when the organisation has a new recovery key.
const (
	settingCode     = "app.recovery.code"
	settingCodeKept = "app.recovery.kept" // see keptAs
)

// keepCode sees to it that the organisation has a code that opens this vault: it is
// made once, sealed to the organisation's recovery key, and recorded like anything else,
// so that it is at the hub when the hub's receipt is here.
func (u *unlocked) keepCode(ctx context.Context, recipient string) error {
	b, err := u.store.Setting(ctx, settingCode)
	if err != nil {
		return fmt.Errorf("read code: %w", err)
	}
	var code vault.Code
	if len(b) == len(code) {
		code = vault.Code(b)
	} else if code, err = u.newCode(ctx); err != nil {
		return err
	}
	if !u.vault.HasCode(code) {
		if err := u.vault.SetCode(code); err != nil {
			return err
		}
	}
	kept, err := u.store.Setting(ctx, settingCodeKept)
	if err != nil {
		return fmt.Errorf("read code: %w", err)
	}
	// A vault that was restored has an older code than the organisation.
	state, err := u.store.State(ctx, casework.Subject{Kind: casework.SubjectStaff, ID: u.staff.ID})
	if err != nil {
		return fmt.Errorf("read code: %w", err)
	}
	if string(kept) == keptAs(recipient, casework.RecoveryCodeOf(state, u.staff.Device).Sealed) {
		return nil
	}
	sealed, err := u.vault.SealCode(code, recipient)
	if err != nil {
		return err
	}
	done, err := u.service.KeepRecoveryCode(ctx, sealed)
	if err != nil {
		return err
	}
	if err := u.store.Record(ctx, done.Acts); err != nil {
		return err
	}
	u.exchange.wakeUp()
	return u.store.Keep(ctx, map[string][]byte{settingCodeKept: []byte(keptAs(recipient, sealed))})
}

// keptAs says to whom a code was sealed, and as what.
func keptAs(recipient string, sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return recipient + " " + hex.EncodeToString(sum[:])
}

// newCode makes the next code and keeps it in the vault; it opens nothing yet.
func (u *unlocked) newCode(ctx context.Context) (vault.Code, error) {
	code := vault.NewCode()
	if err := u.store.Keep(ctx, map[string][]byte{settingCode: code[:], settingCodeKept: nil}); err != nil {
		return code, fmt.Errorf("keep code: %w", err)
	}
	return code, nil
}

// recoverer implements screen.Recoverer.
type recoverer struct {
	p      *program
	opened *vault.Vault
}

// Open implements screen.Recoverer.
func (r *recoverer) Open(words string) error {
	code, err := vault.ParseCode(words)
	var at *vault.CodeWordError
	switch {
	case errors.As(err, &at):
		return usererr.WrapData(err, "error.recovery.word", "hint.recovery.word", map[string]any{"Place": at.Place})
	case err != nil:
		return usererr.Wrap(err, "error.recovery.words", "hint.recovery.words")
	}
	if err := checkPlace(r.p.dir); err != nil {
		return err
	}
	v, err := vault.UnlockCode(filepath.Join(r.p.dir, vaultName), code)
	if errors.Is(err, vault.ErrPassphrase) {
		return usererr.Wrap(err, "error.recovery.wrong", "hint.recovery.wrong")
	}
	if err != nil {
		return worded(err)
	}
	r.opened = v
	return nil
}

// Finish implements screen.Recoverer. The next code is in the vault before the key file
// has it: should the program be killed in between, the words that were read out still
// open the vault, and nothing else does.
func (r *recoverer) Finish(passphrase []byte) error {
	ctx := context.Background()
	u, err := openStore(ctx, r.opened, storeOptions{})
	if err != nil {
		r.opened = nil // openStore closed it
		return worded(err)
	}
	params := vault.Params{} // measured
	if r.p.o.Demo {
		params = cheap
	}
	code, err := u.newCode(ctx)
	if err == nil {
		err = r.opened.Recovered(passphrase, params, code)
	}
	if err != nil {
		return worded(errors.Join(err, u.store.Close())) // the vault stays open for another try
	}
	r.opened = nil
	return worded((&door{r.p}).enter(ctx, u))
}

// Close implements screen.Recoverer.
func (r *recoverer) Close() error {
	v := r.opened
	if r.opened = nil; v == nil {
		return nil
	}
	if err := v.Close(); err != nil {
		slog.Error("close vault", "error", err)
		return err
	}
	return nil
}

// showRecovery shows what somebody does who forgot the passphrase.
func (p *program) showRecovery(locked *screen.Unlock) {
	s := screen.NewRecovery(p.run, &recoverer{p: p}, p.prefer.Language)
	s.OnOpen = p.showDesk
	s.OnBack = func() { p.view.ShowUnlock(locked) }
	p.view.ShowRecovery(s)
}

// hasCode reports whether the vault in dir opens by a code that the organisation keeps.
func hasCode(dir string) bool {
	ways, err := vault.WaysInto(dir)
	return err == nil && slices.ContainsFunc(ways, func(w vault.Way) bool { return w.Kind == byCode })
}
