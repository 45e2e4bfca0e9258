package batch_test

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/sync/batch"
)

var organisation = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

func organisationKey() ed25519.PublicKey { return organisation.Public().(ed25519.PublicKey) }

func statement(t testing.TB) []byte {
	t.Helper()
	b, err := batch.HubStatement{Hub: hub, Signing: hubKeys.Public(), Recipient: hubKeys.Opening.Recipient(),
		Recovery: otherKeys.Opening.Recipient(), From: 1000}.Sign(organisation)
	require.NoError(t, err)
	return b
}

func TestATurnIsForOneDeviceAndOneHour(t *testing.T) {
	turns, now := batch.Turns{Key: []byte("key")}, time.Unix(1_700_000_000, 0)
	turn := turns.New(device, now)
	assert.LessOrEqual(t, len(turn), batch.MaxTurn)
	for name, row := range map[string]struct {
		turns  batch.Turns
		device batch.NodeID
		turn   []byte
		now    time.Time
		want   bool
	}{
		"at once":             {turns, device, turn, now, true},
		"after 58 minutes":    {turns, device, turn, now.Add(58 * time.Minute), true},
		"after an hour":       {turns, device, turn, now.Add(61 * time.Minute), false},
		"a hub's clock ahead": {turns, device, turn, now.Add(-4 * time.Minute), true},
		"of tomorrow":         {turns, device, turn, now.Add(-24 * time.Hour), false},
		"another device":      {turns, hub, turn, now, false},
		"another key":         {batch.Turns{Key: []byte("other")}, device, turn, now, false},
		"none":                {turns, device, nil, now, false},
		"cut off":             {turns, device, turn[:len(turn)-1], now, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, row.want, row.turns.Check(row.device, row.turn, row.now)) })
	}
	for i := range turn {
		flipped := bytes.Clone(turn)
		flipped[i] ^= 1
		assert.False(t, turns.Check(device, flipped, now), "byte %d", i)
	}
	assert.NotEqual(t, turn, turns.New(device, now))
}

func TestTheHubsWordIsForOneEntryAsItWasAccepted(t *testing.T) {
	old, current := []byte("old key"), []byte("new key")
	v := batch.Vouching{Keys: [][]byte{current, old}}
	e := entry(1, "body")
	e.Vouch = batch.Vouching{Keys: [][]byte{old}}.Vouch(e)
	assert.True(t, v.Check(e), "old keys are kept")
	e.Vouch = v.Vouch(e)
	assert.True(t, v.Check(e))
	assert.False(t, batch.Vouching{Keys: [][]byte{old}}.Check(e))
	for name, change := range map[string]func(*batch.Entry){
		"author":   func(e *batch.Entry) { e.Author[0]++ },
		"staff":    func(e *batch.Entry) { e.Staff[0]++ },
		"subject":  func(e *batch.Entry) { e.Subject[0]++ },
		"class":    func(e *batch.Entry) { e.Class++ },
		"received": func(e *batch.Entry) { e.Received++ },
		"body":     func(e *batch.Entry) { e.Body = []byte("bodY") },
		"no vouch": func(e *batch.Entry) { e.Vouch = nil },
		"vouch":    func(e *batch.Entry) { e.Vouch = append(bytes.Clone(e.Vouch[:23]), e.Vouch[23]^1) },
	} {
		t.Run(name, func(t *testing.T) {
			e := e
			change(&e)
			assert.False(t, v.Check(e))
		})
	}
}

func TestAnEntrysSumIsOfWhatItsAuthorWrote(t *testing.T) {
	e := entry(1, "body")
	f := e
	f.Received, f.Vouch = 99, []byte("vouch")
	assert.Equal(t, e.Sum(), f.Sum())
	f.Class++
	assert.NotEqual(t, e.Sum(), f.Sum())
}

func TestAnInvitationIsTheSameInWordsTextAndFile(t *testing.T) {
	i := batch.NewInvitation(organisationKey(), "https://hub.example:8443", statement(t))
	words := i.Words()
	assert.Len(t, strings.Split(words, "-"), 12)
	short := make([]string, 12)
	for k, w := range strings.Split(words, "-") {
		short[k] = w[:min(4, len(w))]
	}
	text := i
	text.Statement = nil
	said := batch.Invitation{Secret: i.Secret, Fingerprint: i.Fingerprint}
	for name, row := range map[string]struct {
		text string
		want batch.Invitation
	}{
		"words":                  {words, said},
		"words read out":         {" " + strings.ToUpper(strings.ReplaceAll(words, "-", "\n ")) + ". ", said},
		"four letters of each":   {strings.Join(short, " "), said},
		"text":                   {i.Text(), text},
		"text in small letters":  {strings.ToLower(i.Text()), text},
		"text broken over lines": {i.Text()[:30] + "\r\n  " + i.Text()[30:], text},
		"file":                   {i.File() + "\n", i},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := batch.ParseInvitation(row.text)
			require.NoError(t, err)
			assert.Equal(t, row.want, got)
			assert.Equal(t, i.Key(), got.Key())
			s, err := got.Trust(i.Statement)
			require.NoError(t, err)
			assert.Equal(t, hub, s.Hub)
		})
	}
	assert.Empty(t, said.Text(), "words cannot become a text: the key is not in them")
	assert.Less(t, len(i.Text()), 200, "fits a small QR image")
}

func TestATypingMistakeInAnInvitationIsNoticed(t *testing.T) {
	i := batch.NewInvitation(organisationKey(), "https://hub.example", nil)
	words := strings.Split(i.Words(), "-")
	other := strings.Split(batch.NewInvitation(organisationKey(), "", nil).Words(), "-")
	for k := range words {
		for name, w := range map[string]string{"unknown": "waymark", "half": words[k][:2], "longer": words[k] + "q", "other": other[11-k]} {
			if w == words[k] {
				continue
			}
			wrong := append([]string(nil), words...)
			wrong[k] = w
			_, err := batch.ParseInvitation(strings.Join(wrong, " "))
			require.ErrorIs(t, err, batch.ErrInvitation, "word %d %s", k, name)
			var unknown *batch.WordError
			if name != "other" {
				require.ErrorAs(t, err, &unknown)
				assert.Equal(t, k+1, unknown.Place)
			}
		}
		if k > 0 && words[k] != words[k-1] {
			wrong := append([]string(nil), words...)
			wrong[k], wrong[k-1] = wrong[k-1], wrong[k]
			_, err := batch.ParseInvitation(strings.Join(wrong, " "))
			require.ErrorIs(t, err, batch.ErrInvitation, "words %d and %d changed places", k-1, k)
		}
	}
	for name, text := range map[string]string{
		"nothing": "", "eleven": strings.Join(words[:11], " "), "thirteen": i.Words() + " " + words[0],
		"text cut off": i.Text()[:40], "prefix alone": "WAYMARK:1:", "not base 32": "WAYMARK:1:U!",
	} {
		_, err := batch.ParseInvitation(text)
		assert.ErrorIs(t, err, batch.ErrInvitation, name)
	}
	for k := len("WAYMARK:1:"); k < len(i.Text()); k++ {
		b := []byte(i.Text())
		b[k] = map[bool]byte{true: 'A', false: 'B'}[b[k] == 'B']
		if string(b) == i.Text() {
			continue
		}
		_, err := batch.ParseInvitation(string(b))
		require.ErrorIs(t, err, batch.ErrInvitation, "letter %d", k)
	}
	_, err := batch.ParseInvitation("WAYMARK:2:ABC")
	assert.ErrorIs(t, err, batch.ErrNewer)
	_, err = batch.ParseInvitation(strings.Repeat("abandon ", 100_000))
	assert.ErrorIs(t, err, batch.ErrTooLarge)
}

func TestAnIntroductionNeedsTheInvitation(t *testing.T) {
	i, other := batch.NewInvitation(organisationKey(), "", nil), batch.NewInvitation(organisationKey(), "", nil)
	k := i.Key()
	h := batch.Header{From: device, To: hub, Introduction: k.Introduce(device, deviceKeys.Public())}
	assert.True(t, k.Knows(h))
	assert.False(t, other.Key().Knows(h))
	assert.False(t, k.Knows(batch.Header{From: device}))
	for name, change := range map[string]func(*batch.Header){
		"another device": func(h *batch.Header) { h.From = hub },
		"another key":    func(h *batch.Header) { h.Introduction.Key = otherKeys.Public() },
		"another MAC":    func(h *batch.Header) { h.Introduction.MAC[0] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			h := h
			introduction := *h.Introduction
			h.Introduction = &introduction
			change(&h)
			assert.False(t, k.Knows(h))
		})
	}
	s, err := batch.Seal(h, batch.Content{}, deviceKeys.Signing, nil)
	require.NoError(t, err)
	_, _, err = batch.ReadHeader(bytes.NewReader(s.Bytes), func(h batch.Header) (ed25519.PublicKey, error) {
		if !k.Knows(h) {
			return nil, batch.ErrSignature
		}
		return h.Introduction.Key, nil
	})
	require.NoError(t, err)
}

func TestAHubIsTrustedByItsOrganisationAlone(t *testing.T) {
	good := statement(t)
	s, err := batch.ParseHubStatement(good)
	require.NoError(t, err)
	assert.Equal(t, organisationKey(), s.Organisation)
	assert.Equal(t, otherKeys.Opening.Recipient().String(), s.Recovery.String())

	theirs, err := s.Sign(otherKeys.Signing)
	require.NoError(t, err)
	fromText := batch.NewInvitation(organisationKey(), "", nil)
	fromWords, err := batch.ParseInvitation(fromText.Words())
	require.NoError(t, err)
	for _, i := range []batch.Invitation{fromText, fromWords} {
		_, err = i.Trust(good)
		assert.NoError(t, err)
		_, err = i.Trust(theirs)
		assert.ErrorIs(t, err, batch.ErrSignature)
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1
		_, err := batch.ParseHubStatement(b)
		require.Error(t, err, "byte %d", i)
	}
	for n := range good {
		_, err := batch.ParseHubStatement(good[:n])
		require.Error(t, err, "%d bytes", n)
	}
	_, err = batch.ParseHubStatement(append(bytes.Clone(good), 0))
	require.Error(t, err)
	_, err = batch.HubStatement{}.Sign(organisation)
	assert.ErrorIs(t, err, batch.ErrFormat)
}

func TestKeysAreKeptAndNamed(t *testing.T) {
	got, err := batch.ParseKeys(deviceKeys.Encode())
	require.NoError(t, err)
	assert.Equal(t, deviceKeys.Signing, got.Signing)
	assert.Equal(t, deviceKeys.Opening.ID(), got.Opening.ID())
	assert.Equal(t, deviceKeys.Opening.ID(), got.Opening.Recipient().ID())
	r, err := batch.ParseRecipient(deviceKeys.Opening.Recipient().String())
	require.NoError(t, err)
	assert.Equal(t, deviceKeys.Opening.ID(), r.ID())
	for name, text := range map[string]string{"empty": "", "upper case": strings.ToUpper(r.String()), "cut off": r.String()[:100]} {
		_, err := batch.ParseRecipient(text)
		assert.ErrorIs(t, err, batch.ErrFormat, name)
	}
	_, err = batch.ParseKeys([]byte("short"))
	assert.ErrorIs(t, err, batch.ErrFormat)
	_, err = batch.ParseIdentity("AGE-SECRET-KEY-PQ-1")
	assert.ErrorIs(t, err, batch.ErrFormat)
	assert.NotContains(t, deviceKeys.Opening.String(), "SECRET")
}
