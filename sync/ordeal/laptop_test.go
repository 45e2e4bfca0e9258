package ordeal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/internal/vault"
	"waymark/sync/batch"
	"waymark/sync/courier"
	"waymark/sync/device"
)

// laptop is a device in this process, with the store and the engine of the desktop.
type laptop struct {
	t       testing.TB
	store   *casestore.Store
	engine  *device.Engine
	web     *courier.Web
	service *casework.Service
	heard   func(device.Progress) // may be nil
}

// enrol makes a laptop of an invitation's words, over the line.
func enrol(t testing.TB, url, words string) *laptop {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	v, err := vault.CreateRaw(filepath.Join(dir, "vault"), vault.NewKey())
	require.NoError(t, err)
	l := &laptop{t: t}
	l.store, err = casestore.Open(ctx, v.Path("cases.db"), casestore.Options{VFS: v.VFS()})
	require.NoError(t, err)
	l.web, err = courier.NewWeb(url, courier.WebOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		l.web.Close()
		require.NoError(t, l.store.Close())
		require.NoError(t, v.Close())
	})
	l.engine = device.New(l.store, device.Options{Progress: func(p device.Progress) {
		if l.heard != nil {
			l.heard(p)
		}
	}})
	i, err := batch.ParseInvitation(words)
	require.NoError(t, err)
	_, err = l.engine.Enrol(ctx, i, l.web, "laptop", "test")
	require.NoError(t, err)
	me, said, err := l.engine.Node(ctx)
	require.NoError(t, err)
	l.service = casework.NewService(casework.Desk{
		Staff: casework.Staff{ID: casework.StaffID(said.Staff), Role: casework.Role(said.Role), Office: casework.OfficeID(said.Office),
			Organisation: casework.OrgID(said.Organisation), Devices: []casework.DeviceID{casework.DeviceID(me)}},
		Device: casework.DeviceID(me), Clock: l.store.Clock(), Reader: l.store,
	})
	return l
}

// does records what the service made of something.
func (l *laptop) does(done casework.Done, err error) casework.Done {
	l.t.Helper()
	require.NoError(l.t, err)
	require.NoError(l.t, l.store.Record(l.t.Context(), done.Acts))
	return done
}

func (l *laptop) openCase(number string) casework.Subject {
	l.t.Helper()
	return l.does(l.service.OpenCase(l.t.Context(), casework.CaseForm{FileNumber: number})).Subject
}

// note records a counselling session that says a text.
func (l *laptop) note(about casework.Subject, text string) casework.ChangeID {
	l.t.Helper()
	return l.does(l.service.Write(l.t.Context(), casework.Edit{Subject: about, Kind: casework.KindCounselling, Item: casework.ItemID(id.New[any]()),
		Fields: map[casework.Field]casework.Value{"said": casework.Value(text)}})).Changes()[0].ID
}

// scan records a document.
func (l *laptop) scan(about casework.Subject, content []byte) casework.ChangeID {
	l.t.Helper()
	return l.does(l.service.AddFile(l.t.Context(), about, casework.Core, nil, content)).Changes()[0].ID
}

// arrived reports whether a change is at the hub, by its receipt.
func (l *laptop) arrived(c casework.ChangeID) bool {
	l.t.Helper()
	s, err := l.store.SafetyOfChange(context.WithoutCancel(l.t.Context()), c)
	require.NoError(l.t, err)
	return s == casestore.AtHub
}

func (l *laptop) status() device.Status {
	l.t.Helper()
	s, err := l.engine.Status(l.t.Context())
	require.NoError(l.t, err)
	return s
}

// settle exchanges until all is safe and up to date, and returns how often it took.
func (l *laptop) settle(most int) (exchanges int) {
	l.t.Helper()
	for s := l.status(); exchanges == 0 || !s.Safe || !s.UpToDate; s = l.status() {
		require.Less(l.t, exchanges, most, "%+v", s)
		exchanges++
		if _, err := l.engine.Exchange(l.t.Context(), l.web); err != nil {
			require.False(l.t, errors.Is(err, context.Canceled), err)
			<-time.After(time.Duration(exchanges) * 20 * time.Millisecond)
		}
	}
	return exchanges
}
