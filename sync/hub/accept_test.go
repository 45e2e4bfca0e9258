package hub_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

func asidesOf(t *testing.T, p *hubtest.Place, l *hubtest.Laptop) map[batch.EntryID]casework.Reason {
	t.Helper()
	all, err := p.Hub.Asides(context.Background(), l.ID)
	require.NoError(t, err)
	got := map[batch.EntryID]casework.Reason{}
	for _, a := range all {
		require.NotEmpty(t, a.Entry.Body, "the words are kept")
		got[a.Entry.ID] = casework.ReasonOf(a.Reason)
	}
	return got
}

// assign is a change of who has a case, replacing what was said before.
func assign(s casework.Subject, before batch.Entry, t *testing.T, to *hubtest.Laptop) casework.Change {
	old := hubtest.ChangeOf(t, before).ID
	return casework.Change{Kind: casework.KindCase, Body: body{"assigned": casework.IDValue(to.Staff), "office": casework.IDValue(to.Office)},
		Replaces: map[casework.Field][]casework.ChangeID{"assigned": {old}, "office": {old}}, Basis: []casework.ChangeID{old}}
}

func TestAHandedOverCaseFollowsAndLateWordsAreJudgedByWhatTheirAuthorKnew(t *testing.T) {
	p := hubtest.New(t)
	boss, anna, bert := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin"), p.Join(casework.Counsellor, "Bonn")
	s, opened := anna.Open()
	legal := anna.Note(s, casework.Legal)
	anna.Sync()
	boss.Sync()
	handover := boss.Write(s, casework.Core, assign(s, opened, t, bert))
	boss.Sync()
	bert.Sync()
	require.True(t, bert.Has(legal), "the new counsellor gets all of it")
	// anna is offline and writes, not knowing.
	before := anna.Note(s, casework.Legal, hubtest.ChangeOf(t, opened).ID)
	anna.Sync()
	bert.Sync()
	require.Empty(t, asidesOf(t, p, anna))
	require.True(t, bert.Has(before), "what she wrote before it reached her")
	require.False(t, anna.Has(legal), "withdrawn")
	// Then she knows, and writes all the same.
	after := anna.Note(s, casework.Legal, hubtest.ChangeOf(t, handover).ID)
	anna.Sync()
	bert.Sync()
	require.Equal(t, map[batch.EntryID]casework.Reason{after.ID: casework.ReasonNotAuthorised}, asidesOf(t, p, anna))
	require.Equal(t, casework.ReasonNotAuthorised.Number(), anna.Aside[after.ID], "she is told")
	require.False(t, bert.Has(after))
	require.Empty(t, anna.Outbox, "it blocks nothing")
	// And takes the case back by herself.
	anna.Write(s, casework.Core, assign(s, handover, t, anna))
	anna.Sync()
	require.Len(t, asidesOf(t, p, anna), 2)
	// In one batch with its own beginning a case is judged in the order it was written.
	s2, opened2 := boss.Open()
	boss.Write(s2, casework.Core, assign(s2, opened2, t, bert))
	boss.Sync()
	bert.Sync()
	require.True(t, bert.Has(opened2))
}

func TestWhatIsNotAcceptedIsKeptApartWithItsReason(t *testing.T) {
	p := hubtest.New(t)
	anna, eve := p.Join(casework.Counsellor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, opened := anna.Open()
	anna.Sync()
	eve.Sync()
	put := func(e batch.Entry) batch.Entry {
		eve.Have[e.ID], eve.Outbox[e.ID] = e, e
		return e
	}
	fresh := func() batch.Entry {
		e := eve.Note(s, casework.Core)
		delete(eve.Outbox, e.ID)
		delete(eve.Have, e.ID)
		return e
	}
	want := map[batch.EntryID]casework.Reason{}
	// As if anna had written it, without the hub's word.
	e := fresh()
	e.Author, e.Staff = anna.ID, batch.Bytes16(anna.Staff)
	want[put(e).ID] = casework.ReasonForged
	// With a word for another entry.
	e = fresh()
	e.Author, e.Vouch, e.Received = anna.ID, eve.Have[opened.ID].Vouch, eve.Have[opened.ID].Received
	want[put(e).ID] = casework.ReasonForged
	// Her own device, somebody else's name.
	e = fresh()
	e.Staff = batch.Bytes16(anna.Staff)
	want[put(e).ID] = casework.ReasonForged
	// Nobody's name.
	e = fresh()
	e.Staff = batch.Bytes16{1, 2, 3}
	want[put(e).ID] = casework.ReasonUnknownAuthor
	// A class that is not that of its fields: what is legal as core would reach more people.
	e = eve.Note(s, casework.Legal)
	e.Class = uint8(casework.Core)
	want[put(e).ID] = casework.ReasonMalformed
	// Not what casework writes.
	e = fresh()
	e.Body = []byte("words")
	want[put(e).ID] = casework.ReasonMalformed
	// Bytes that are not those of the same entry.
	e = eve.Have[opened.ID]
	e.Body, e.Author, e.Staff, e.Vouch = fresh().Body, eve.ID, batch.Bytes16(eve.Staff), nil
	eve.Outbox[e.ID] = e
	want[e.ID] = casework.ReasonSameID
	good := eve.Note(s, casework.Core)
	eve.Exchange()
	eve.Exchange()
	require.Equal(t, want, asidesOf(t, p, eve))
	_, _, err := p.Hub.Entry(context.Background(), good.ID)
	require.NoError(t, err, "others are not blocked")
	kept, _, err := p.Hub.Entry(context.Background(), opened.ID)
	require.NoError(t, err)
	require.Equal(t, opened.Sum(), kept.Entry.Sum(), "the first one stays")
	anna.Sync()
	for id := range want {
		if id != opened.ID {
			require.NotContains(t, anna.Have, id)
		}
	}
	// Some of them are news again after a mistake was mended.
	for id := range want {
		require.Equal(t, want[id].Number(), eve.Aside[id])
	}
}

// file is an entry with a document of n bytes.
func file(l *hubtest.Laptop, s casework.Subject, n int) batch.Entry {
	b := make([]byte, n)
	rand.Read(b)
	sum := sha256.Sum256(b)
	return l.Write(s, casework.Core, casework.Change{Kind: casework.KindFile, Item: casework.ItemID{9}, Attachment: b,
		Body: body{"name": "scan", "bytes": casework.Value(strconv.Itoa(n)), "sha256": casework.Value(hex.EncodeToString(sum[:]))}})
}

func TestLongEntriesTravelInPartsBehindTheWordsAndLossesCostLittle(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, _ := anna.Open()
	scan := file(anna, s, 3<<20)
	long := anna.Write(s, casework.Core, casework.Change{Kind: casework.KindEpisode, Body: body{"note": casework.Value(bytes.Repeat([]byte("word "), 12_000))}})
	anna.Exchange()
	word := anna.Note(s, casework.Core)
	anna.Sync()
	// boss's line breaks after the first batch of every answer that holds anything: what
	// is short, receipts and a turn, goes before it.
	var bytesDown int
	for i := 0; ; i++ {
		require.Less(t, i, 400)
		boss.Send(boss.Pack(), 2)
		for _, a := range boss.Answers {
			bytesDown += len(a.Bytes)
			require.Less(t, len(a.Bytes), hub.DefaultLimits.MaxChunk+64<<10)
		}
		if _, here := boss.Have[scan.ID]; here {
			break
		}
		if i == 0 {
			require.True(t, boss.Has(word), "words first")
		}
		if i == 10 {
			require.True(t, boss.Has(long), "a long note is words")
		}
	}
	require.Equal(t, scan.Body, boss.Have[scan.ID].Body)
	require.Less(t, bytesDown, 2*(3<<20), "what arrived is not sent again")
	boss.Sync()
}

func TestBatchesShrinkWhileTheyDoNotArriveAndGrowWhenTheyDo(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, _ := anna.Open()
	file(anna, s, 2<<20) // does not compress
	anna.Sync()
	first := func(take int) int {
		var size int
		for a, err := range p.Hub.Exchange(context.Background(), boss.Pack()) {
			require.NoError(t, err)
			size = max(size, len(a.Bytes))
			if take--; take < 0 {
				break
			}
			boss.Take(a)
		}
		p.Now = p.Now.Add(hub.DefaultLimits.InFlight + time.Second)
		return size
	}
	var sizes []int
	for range 8 {
		sizes = append(sizes, first(0))
	}
	require.Less(t, sizes[len(sizes)-1], hub.DefaultLimits.MinChunk+4<<10, "%d", sizes)
	grown := 0
	for range 40 { // with care, up to where everybody begins
		grown = max(grown, first(1<<30))
	}
	require.Greater(t, grown, 4*hub.DefaultLimits.MinChunk)
	boss.Sync()
}

func TestWhatIsOnItsWayIsNotGivenAgainUntilItIsLost(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	var all int
	for range 1200 {
		s := hubtest.NewCase(p)
		words := make([]byte, 800)
		rand.Read(words)
		anna.Write(s, casework.Core, casework.Change{Kind: casework.KindCase, Body: body{"organisation": casework.IDValue(anna.Org),
			"office": casework.IDValue(anna.Office), "assigned": casework.IDValue(anna.Staff), "closing.note": casework.Value(hex.EncodeToString(words))}})
		all++
	}
	anna.Sync()
	give := func() map[batch.EntryID]bool {
		answers, err := try(boss, boss.Pack())
		require.NoError(t, err)
		given := map[batch.EntryID]bool{}
		for _, a := range answers {
			c, err := batch.Open(a, batch.Signed(boss.Statement.Signing), boss.Keys.Opening)
			require.NoError(t, err)
			for _, e := range c.Entries {
				given[e.ID] = true
			}
		}
		return given
	}
	// Two exchanges at once, under one turn; then the line is down for a while.
	one, two := give(), give()
	require.Greater(t, len(one), 300)
	require.NotEmpty(t, two)
	for e := range two {
		require.False(t, one[e], "it is on its way")
	}
	p.Now = p.Now.Add(hub.DefaultLimits.InFlight + time.Second)
	again := 0
	for e := range give() {
		if one[e] || two[e] {
			again++
		}
	}
	require.Positive(t, again, "it was lost")
	boss.Sync()
	require.GreaterOrEqual(t, len(boss.Have), all)
}

func TestErasingReachesEverybodyAndNothingBringsItBack(t *testing.T) {
	p := hubtest.New(t)
	boss, second, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	s, opened := anna.Open()
	first, kept := anna.Note(s, casework.Legal), anna.Note(s, casework.Legal)
	sealed := anna.Note(s, casework.Whereabouts)
	for range 2 {
		for _, l := range []*hubtest.Laptop{anna, boss, second} {
			l.Sync()
		}
	}
	old := anna.Clone() // an old copy of the laptop
	before := p.Copy()
	erase := func(class casework.Class, ask casework.ItemID, asked, ordered casework.Change) batch.Entry {
		asked.Kind, asked.Item = casework.KindEraseAsk, ask
		asked.Body["reason"] = "person_asked"
		boss.Write(s, casework.Core, asked)
		boss.Sync()
		second.Sync()
		ordered.Kind = casework.EraseKind(class)
		ordered.Item = ask
		ordered.Body["reason"] = "person_asked"
		ordered.Body["first"], ordered.Body["second"], ordered.Body["ask"] = casework.IDValue(boss.Staff), casework.IDValue(second.Staff), casework.IDValue(ask)
		e := second.Write(s, class, ordered)
		second.Sync()
		return e
	}
	target := hubtest.ChangeOf(t, first)
	// One person alone cannot order it.
	alone := boss.Write(s, casework.Legal, casework.Change{Kind: casework.KindEraseLegal, Item: casework.ItemID{1}, Body: body{
		"reason": "person_asked", "first": casework.IDValue(boss.Staff), "second": casework.IDValue(boss.Staff), "ask": casework.IDValue(casework.ItemID{1}),
		casework.F("change", target.ID.String()): casework.SkeletonOf(target).Value()}})
	boss.Sync()
	require.Contains(t, asidesOf(t, p, boss), alone.ID)
	erase(casework.Legal, casework.ItemID{2}, casework.Change{Body: body{casework.F("change", target.ID.String()): casework.Yes}},
		casework.Change{Body: body{casework.F("change", target.ID.String()): casework.SkeletonOf(target).Value()}})
	everybody := func() {
		for range 3 {
			for _, l := range []*hubtest.Laptop{anna, boss, second} {
				l.Sync()
			}
		}
	}
	late := false // what nobody but its author ever heard of, nobody else has to forget
	gone := func(e batch.Entry) {
		t.Helper()
		_, erased, err := p.Hub.Entry(context.Background(), e.ID)
		require.NoError(t, err)
		require.True(t, erased)
		for _, l := range []*hubtest.Laptop{anna, boss, second} {
			require.False(t, l.Has(e))
			require.True(t, l.Erased[e.ID] || e.Author != l.ID && late)
		}
	}
	everybody()
	gone(first)
	require.True(t, boss.Has(kept), "nothing else")
	// The old copy of the laptop comes back with it.
	now := anna
	anna = old
	everybody()
	gone(first)
	anna = now
	// An old stick has it in a batch nobody saw.
	anna.Erased, anna.Outbox[first.ID], anna.Have[first.ID] = map[batch.EntryID]bool{}, first, first
	everybody()
	gone(first)
	// The hub from an older backup, which still has it: the order comes back too.
	p.Return(before)
	everybody()
	gone(first)
	// The whole subject, what is sealed included; what comes later about it is refused.
	erase(casework.Core, casework.ItemID{3}, casework.Change{Body: body{"whole": casework.Yes}}, casework.Change{Body: body{"whole": casework.Yes}})
	after := anna.Note(s, casework.Legal)
	everybody()
	for _, e := range []batch.Entry{opened, kept, sealed} {
		gone(e)
	}
	late = true
	gone(after)
}

func TestARevokedDeviceIsShutOutAndWhatItHadIsOnRecord(t *testing.T) {
	p := hubtest.New(t)
	boss, anna := p.Join(casework.Supervisor, "Berlin"), p.Join(casework.Counsellor, "Berlin")
	anna.Open()
	anna.Sync()
	had, err := p.Hub.Holding(context.Background(), anna.ID)
	require.NoError(t, err)
	require.NoError(t, p.Hub.Revoke(context.Background(), anna.ID, "lost"))
	_, err = try(anna, anna.Pack())
	require.ErrorIs(t, err, hub.ErrRevoked)
	boss.Sync()
	still, err := p.Hub.Holding(context.Background(), anna.ID)
	require.NoError(t, err)
	require.Equal(t, had, still)
	// The same person, another device: what is theirs follows.
	inv, err := p.Hub.Invite(context.Background(), hub.Invite{Role: casework.Counsellor, Office: "Berlin", Staff: anna.Staff})
	require.NoError(t, err)
	next := hubtest.NewLaptop(p, inv)
	next.Exchange()
	next.Sync()
	require.Equal(t, anna.Staff, next.Staff)
	for e := range anna.Have {
		require.Contains(t, next.Have, e)
	}
}

func TestAnInvitationIsUsedAsOftenAsItSays(t *testing.T) {
	p := hubtest.New(t)
	ctx := context.Background()
	inv := p.Invite(hub.Invite{Role: casework.Counsellor, Office: "Berlin", Uses: 2})
	a := hubtest.NewLaptop(p, inv)
	b := a.Pack()
	a.Send(b, 0) // the answer is lost
	a.Send(b, -1)
	require.False(t, a.Staff.IsZero(), "sent again it is answered again")
	a.Sync()
	a.Send(b, -1)
	require.Less(t, len(a.Answers[0].Bytes), 1<<10, "but not once the device has gone on")
	second := hubtest.NewLaptop(p, inv)
	second.Exchange()
	require.NotEqual(t, a.Staff, second.Staff)
	third := hubtest.NewLaptop(p, inv)
	_, err := try(third, third.Pack())
	require.ErrorIs(t, err, hub.ErrInvitation, "used up")
	old := hubtest.NewLaptop(p, p.Invite(hub.Invite{Role: casework.Scout}))
	p.Now = p.Now.AddDate(0, 1, 0)
	_, err = try(old, old.Pack())
	require.ErrorIs(t, err, hub.ErrInvitation, "too old")
	// Somebody else's key under an invitation that was seen under way.
	thief := hubtest.NewLaptop(p, p.Invite(hub.Invite{Role: casework.Administrator}))
	thief.Intro.Key = a.Keys.Public()
	_, err = try(thief, thief.Pack())
	require.Error(t, err)
	_, err = p.Hub.Invite(ctx, hub.Invite{})
	require.ErrorIs(t, err, hub.ErrRole)
	_, err = p.Hub.Invite(ctx, hub.Invite{Role: casework.Scout, Staff: casework.StaffID{1}})
	require.ErrorIs(t, err, hub.ErrUnknown)
}

func TestBackedIsSaidOnce(t *testing.T) {
	p := hubtest.New(t)
	anna := p.Join(casework.Counsellor, "Berlin")
	require.NoError(t, p.Hub.SetBacked(context.Background(), p.Now))
	anna.Open()
	anna.Sync()
	boss := p.Join(casework.Supervisor, "Berlin")
	require.Equal(t, p.Now.UnixMilli(), boss.Backed)
	boss.Backed = 0
	boss.Open()
	boss.Sync()
	require.Zero(t, boss.Backed)
}

func TestKeysComeBackFromTheirFileAndRotatedOnesStillOpen(t *testing.T) {
	p := hubtest.New(t)
	anna := p.Join(casework.Counsellor, "Berlin")
	sealedBefore := anna.Pack()
	before, err := batch.ParseHubStatement(p.Hub.Statement())
	require.NoError(t, err)
	rotated, err := p.Keys.Rotate(p.Org, p.Now)
	require.NoError(t, err)
	p.Keys, err = hub.ParseKeys(rotated.Encode())
	require.NoError(t, err)
	p.Start()
	anna.Open()
	b := anna.Pack()
	answers, err := try(anna, sealedBefore)
	require.NoError(t, err, "sealed to the old key")
	statement, err := batch.ParseHubStatement(p.Hub.Statement())
	require.NoError(t, err)
	require.Equal(t, p.Org.Signing.Public(), statement.Organisation)
	_, err = batch.Open(answers[0], batch.Signed(before.Signing), anna.Keys.Opening)
	require.NoError(t, err, "signed by the old one: it knows no other")
	answers, err = try(anna, b)
	require.NoError(t, err)
	c, err := batch.Open(answers[0], batch.Signed(before.Signing), anna.Keys.Opening)
	require.NoError(t, err)
	said, err := c.Notes[0].Read()
	require.NoError(t, err)
	require.Equal(t, batch.HubKeys{Statement: p.Hub.Statement()}, said, "and says so")
	file := rotated.Encode()
	for i := range file {
		damaged := bytes.Clone(file)
		damaged[i] ^= 1
		_, err := hub.ParseKeys(damaged)
		require.Error(t, err, "byte %d", i)
		if i > 400 {
			break
		}
	}
	_, err = hub.ParseKeys(file[:len(file)/2])
	require.ErrorIs(t, err, hub.ErrKeyFile)
	o, err := hub.ParseOrganisation(p.Org.Encode())
	require.NoError(t, err)
	require.Equal(t, p.Org.Signing, o.Signing)
	other, err := hub.NewOrganisation()
	require.NoError(t, err)
	_, err = p.Keys.Rotate(other, p.Now)
	require.Error(t, err)
	// Another hub's keys on this database.
	others, err := hub.NewKeys(p.Org, p.Now)
	require.NoError(t, err)
	_, err = hub.New(context.Background(), p.Store, others, hub.Options{})
	require.ErrorIs(t, err, hub.ErrForeign)
}
