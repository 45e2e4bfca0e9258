package casework_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/internal/casework"
)

func TestChangesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, all := drawHistory(t, true)
		for i := range all {
			for f, ids := range all[i].Replaces {
				if len(ids) == 0 {
					delete(all[i].Replaces, f)
				}
			}
			if len(all[i].Replaces) == 0 {
				all[i].Replaces = nil
			}
			all[i].By, all[i].Device = casework.StaffID{3}, casework.DeviceID{4}
		}
		env := casework.Envelope{Subject: s, By: casework.StaffID{3}, Device: casework.DeviceID{4}}
		b, err := casework.EncodeChanges(all)
		require.NoError(t, err)
		got, err := casework.DecodeChanges(b, env)
		require.NoError(t, err)
		require.Equal(t, all, got)
	})
}

func TestDecodingRefuses(t *testing.T) {
	good, err := casework.EncodeChanges([]casework.Change{change(1, "member", body{"birth": "1990"}, nil)})
	require.NoError(t, err)
	newer := bytes.Clone(good)
	newer[1] = 2
	for name, tc := range map[string]struct {
		b    []byte
		want error
	}{
		"nothing":        {nil, casework.ErrMalformed},
		"cut short":      {good[:len(good)-1], casework.ErrMalformed},
		"something more": {append(bytes.Clone(good), 0), casework.ErrMalformed},
		"newer format":   {newer, casework.ErrNewerFormat},
		"no changes":     {[]byte{0x82, 0x01, 0x80}, casework.ErrMalformed},
		"long integer":   {bytes.Replace(good, []byte{0x82, 0x01}, []byte{0x82, 0x18, 0x01}, 1), casework.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := casework.DecodeChanges(tc.b, casework.Envelope{})
			assert.ErrorIs(t, err, tc.want)
		})
	}
}

func TestEncodingRefusesWhatDecodingWould(t *testing.T) {
	for name, c := range map[string]casework.Change{
		"no identifier":          change(0, "member", body{"birth": "1990"}, nil),
		"empty body":             change(1, "member", nil, nil),
		"path with a space":      change(1, "member", body{"a b": "1990"}, nil),
		"broken text":            change(1, "member", body{"birth": "\xff"}, nil),
		"replaces itself":        change(1, "member", body{"birth": "1"}, replaces{"birth": {{1}}}),
		"replaces unsorted":      change(1, "member", body{"birth": "1"}, replaces{"birth": {{3}, {2}}}),
		"replaces another field": change(1, "member", body{"birth": "1"}, replaces{"name.latin": {{3}}}),
		"attachment to a member": func() casework.Change {
			c := change(1, "member", body{"birth": "1"}, nil)
			c.Attachment = []byte("x")
			return c
		}(),
		"time before time": func() casework.Change {
			c := change(1, "member", body{"birth": "1"}, nil)
			c.At = time.UnixMilli(-1)
			return c
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := casework.EncodeChanges([]casework.Change{c})
			assert.ErrorIs(t, err, casework.ErrMalformed)
		})
	}
}

func FuzzDecodeChanges(f *testing.F) {
	c := change(1, "file", body{"name": "scan", "bytes": "1"}, replaces{"name": {{2}, {3}}})
	c.Attachment, c.Basis = []byte{1}, []casework.ChangeID{{8}}
	for _, changes := range [][]casework.Change{{c}, {change(1, "member", body{"birth": "1990", "name.native": "آمنه"}, nil), change(2, "x.y", body{"z": ""}, nil)}} {
		b, err := casework.EncodeChanges(changes)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		changes, err := casework.DecodeChanges(b, casework.Envelope{})
		if err != nil {
			return
		}
		again, err := casework.EncodeChanges(changes)
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
