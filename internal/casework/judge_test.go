package casework_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
)

var theCase = casework.Subject{Kind: casework.SubjectCase, ID: casework.SubjectID{9}}

// rootOf folds writes of the assignment.
func rootOf(t *testing.T, changes ...casework.Change) *casework.Item {
	t.Helper()
	st := casework.Fold(theCase, changes...)
	require.NotNil(t, st.Root())
	return st.Root()
}

func assign(n byte, by, to casework.Staff, replaced ...casework.ChangeID) casework.Change {
	c := casework.Change{
		ID: casework.ChangeID{n}, Subject: theCase, Kind: "case", By: by.ID, Device: by.Devices[0], Stamp: casework.Stamp(n),
		Body: body{"assigned": casework.IDValue(to.ID), "office": casework.IDValue(to.Office), "organisation": casework.IDValue(to.Organisation)},
	}
	if len(replaced) > 0 {
		c.Replaces = replaces{"assigned": replaced, "office": replaced, "organisation": replaced}
	}
	return c
}

func note(by casework.Staff, basis ...casework.ChangeID) casework.Change {
	return casework.Change{
		ID: casework.ChangeID{200}, Subject: theCase, Kind: "member", Item: casework.ItemID{1}, By: by.ID, Device: by.Devices[0],
		Body: body{"birth": "1990"}, Basis: basis,
	}
}

func hear(c casework.Change, root *casework.Item, author casework.Staff) casework.Verdict {
	class, _ := casework.ClassOf(c.Kind, firstField(c))
	return casework.Judge(casework.Hearing{Change: c, Class: class, Root: root, Author: author, AuthorKnown: true})
}

func firstField(c casework.Change) casework.Field {
	for f := range c.Body {
		return f
	}
	return ""
}

func TestWhatTheHubCannotReadIsFlaggedByWhoWroteIt(t *testing.T) {
	first := assign(1, lena, lena)
	handover := assign(2, ingrid, elodie, first.ID)
	own := assign(4, lena, elodie, first.ID)
	left := lena
	left.Ended = true
	for name, tc := range map[string]struct {
		root  *casework.Item
		by    casework.Staff
		class casework.Class
		want  casework.Flag
	}{
		"assigned":                     {rootOf(t, first), lena, casework.Whereabouts, ""},
		"nothing is known yet":         {nil, lena, casework.Whereabouts, ""},
		"its supervisor":               {rootOf(t, first), ingrid, casework.Whereabouts, ""},
		"colleague of the office":      {rootOf(t, first), marek, casework.Whereabouts, casework.FlagNotAssigned},
		"had it once":                  {rootOf(t, first, handover), lena, casework.Whereabouts, casework.FlagBeforeHandover},
		"of the office that had it":    {rootOf(t, first, handover), marek, casework.Whereabouts, casework.FlagBeforeHandover},
		"handed it over themselves":    {rootOf(t, first, own), lena, casework.Whereabouts, ""},
		"never had it":                 {rootOf(t, first), stranger, casework.Whereabouts, casework.FlagBasisUnknown},
		"had left":                     {rootOf(t, first), left, casework.Whereabouts, casework.FlagAuthorLeft},
		"a colleague's own note":       {rootOf(t, first), marek, casework.Private, ""},
		"a complaint of a colleague":   {rootOf(t, first), marek, casework.Complaint, ""},
		"a complaint of somebody else": {rootOf(t, first), stranger, casework.Complaint, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.want, casework.FlagUnread(theCase, tc.root, tc.by, tc.class))
		})
	}
}

func TestAuthorityIsJudgedByWhatTheAuthorHadReceived(t *testing.T) {
	first := assign(1, lena, lena)
	handover := assign(2, ingrid, elodie, first.ID)
	back := assign(3, ingrid, marek, handover.ID)
	own := assign(4, lena, elodie, first.ID)
	for name, tc := range map[string]struct {
		root  *casework.Item
		c     casework.Change
		by    casework.Staff
		want  casework.Ruling
		flag  casework.Flag
		cause casework.Reason
	}{
		"assigned":                               {rootOf(t, first), note(lena, first.ID), lena, casework.Accepted, "", ""},
		"assigned, basis not yet here":           {nil, note(lena, first.ID), lena, casework.Accepted, "", ""},
		"before the handover reached them":       {rootOf(t, first, handover), note(lena, first.ID), lena, casework.Flagged, casework.FlagBeforeHandover, ""},
		"after the handover reached them":        {rootOf(t, first, handover), note(lena, handover.ID), lena, casework.SetAside, "", casework.ReasonNotAuthorised},
		"after what came of the handover":        {rootOf(t, first, handover, assign(3, ingrid, elodie, handover.ID)), note(lena, casework.ChangeID{3}), lena, casework.SetAside, "", casework.ReasonNotAuthorised},
		"handover arrived before what it took":   {rootOf(t, handover), note(lena, first.ID), lena, casework.Flagged, casework.FlagBasisUnknown, ""},
		"handed over by themselves":              {rootOf(t, first, own), note(lena, first.ID), lena, casework.Accepted, "", ""},
		"the new counsellor":                     {rootOf(t, first, handover), note(elodie, handover.ID), elodie, casework.Accepted, "", ""},
		"colleague of the office":                {rootOf(t, first), note(marek, first.ID), marek, casework.Flagged, casework.FlagNotAssigned, ""},
		"another office":                         {rootOf(t, first), note(elodie, first.ID), elodie, casework.SetAside, "", casework.ReasonNotAuthorised},
		"another organisation":                   {rootOf(t, first), note(stranger, first.ID), stranger, casework.SetAside, "", casework.ReasonNotAuthorised},
		"supervisor of another office":           {rootOf(t, first), note(noel, first.ID), noel, casework.Accepted, "", ""},
		"administrator":                          {rootOf(t, first), note(ruth, first.ID), ruth, casework.SetAside, "", casework.ReasonNotAuthorised},
		"scout":                                  {rootOf(t, first), note(ownScout, first.ID), ownScout, casework.SetAside, "", casework.ReasonNotAuthorised},
		"two handovers at once: both":            {rootOf(t, first, handover, assign(5, ingrid, marek, first.ID)), note(marek, casework.ChangeID{5}), marek, casework.Accepted, "", ""},
		"supervisor hands over":                  {rootOf(t, first), assign(6, ingrid, marek, first.ID), ingrid, casework.Accepted, "", ""},
		"counsellor hands over":                  {rootOf(t, first), assign(6, lena, marek, first.ID), lena, casework.Accepted, "", ""},
		"a colleague takes a case":               {rootOf(t, first), assign(6, marek, marek, first.ID), marek, casework.SetAside, "", casework.ReasonNotAuthorised},
		"taken back with an old basis":           {rootOf(t, first, handover), withBasis(assign(6, lena, lena, first.ID), first.ID), lena, casework.SetAside, "", casework.ReasonNotAuthorised},
		"taken with an invented basis":           {rootOf(t, first), withBasis(assign(6, stranger, stranger), casework.ChangeID{77}), stranger, casework.SetAside, "", casework.ReasonNotAuthorised},
		"invented basis, another organisation":   {rootOf(t, first), note(stranger, casework.ChangeID{77}), stranger, casework.SetAside, "", casework.ReasonNotAuthorised},
		"invented basis, scout":                  {rootOf(t, first), note(ownScout, casework.ChangeID{77}), ownScout, casework.SetAside, "", casework.ReasonNotAuthorised},
		"invented basis, administrator":          {rootOf(t, first), note(ruth, casework.ChangeID{77}), ruth, casework.SetAside, "", casework.ReasonNotAuthorised},
		"the one before the one before, in time": {rootOf(t, first, handover, back), note(elodie, handover.ID), elodie, casework.Flagged, casework.FlagBeforeHandover, ""},
	} {
		t.Run(name, func(t *testing.T) {
			v := hear(tc.c, tc.root, tc.by)
			assert.Equal(t, casework.Verdict{Ruling: tc.want, Flag: tc.flag, Reason: tc.cause}, v)
		})
	}
}

func withBasis(c casework.Change, basis ...casework.ChangeID) casework.Change {
	c.Basis = basis
	return c
}

func TestWhatIsSetAside(t *testing.T) {
	root := rootOf(t, assign(1, lena, lena))
	good := note(lena, casework.ChangeID{1})
	for name, tc := range map[string]struct {
		change func(*casework.Hearing)
		want   casework.Reason
	}{
		"unknown author":         {func(h *casework.Hearing) { h.AuthorKnown = false }, casework.ReasonUnknownAuthor},
		"somebody else's name":   {func(h *casework.Hearing) { h.Author = marek }, casework.ReasonUnknownAuthor},
		"somebody else's device": {func(h *casework.Hearing) { h.Change.Device = marek.Devices[0] }, casework.ReasonForged},
		"wrong class":            {func(h *casework.Hearing) { h.Class = casework.Legal }, casework.ReasonMalformed},
		"kind of another subject": {func(h *casework.Hearing) {
			h.Change.Kind, h.Change.Body = "staff", body{"name": "x"}
		}, casework.ReasonMalformed},
		"fields of two classes": {func(h *casework.Hearing) {
			h.Change.Body = body{"birth": "1990", "wishes": "x"}
		}, casework.ReasonMalformed},
		"deleting across classes": {func(h *casework.Hearing) {
			h.Change.Body, h.Change.Replaces = body{"deleted": "yes"}, replaces{"wishes": {{5}}}
		}, casework.ReasonMalformed},
		"empty": {func(h *casework.Hearing) { h.Change.Body = nil }, casework.ReasonMalformed},
		"document that is another": {func(h *casework.Hearing) {
			h.Change.Kind, h.Change.Body, h.Change.Attachment = "file", body{"sha256": "00", "bytes": "1"}, []byte("x")
		}, casework.ReasonMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			h := casework.Hearing{Change: good, Class: casework.Core, Root: root, Author: lena, AuthorKnown: true}
			assert.Equal(t, casework.Accepted, casework.Judge(h).Ruling)
			tc.change(&h)
			assert.Equal(t, casework.Verdict{Ruling: casework.SetAside, Reason: tc.want}, casework.Judge(h))
		})
	}
}

func TestLastWordsOfSomebodyWhoLeftAreKept(t *testing.T) {
	gone := lena
	gone.Ended = true
	v := hear(note(lena, casework.ChangeID{1}), rootOf(t, assign(1, lena, lena)), gone)
	assert.Equal(t, casework.Verdict{Ruling: casework.Flagged, Flag: casework.FlagAuthorLeft}, v)
}

func TestWhatANewerVersionWroteIsNotMalformed(t *testing.T) {
	c := note(lena, casework.ChangeID{1})
	c.Kind, c.Body = "newer.kind", body{"x": "y"}
	v := casework.Judge(casework.Hearing{Change: c, Class: casework.Class(99), Root: rootOf(t, assign(1, lena, lena)), Author: lena, AuthorKnown: true})
	assert.Equal(t, casework.Accepted, v.Ruling)
}

func TestReasonsKeepTheirNumbers(t *testing.T) {
	for n, r := range []casework.Reason{
		casework.ReasonNotAuthorised, casework.ReasonForged, casework.ReasonMalformed, casework.ReasonErased, casework.ReasonUnknownAuthor, casework.ReasonSameID,
	} {
		assert.EqualValues(t, n+1, r.Number())
		assert.Equal(t, r, casework.ReasonOf(r.Number()))
	}
	assert.Equal(t, casework.ReasonMalformed, casework.ReasonOf(999))
}

func TestNobodyGivesThemselvesARole(t *testing.T) {
	self := casework.Subject{Kind: casework.SubjectStaff, ID: ruth.ID}
	before := casework.Change{ID: casework.ChangeID{1}, Subject: self, Kind: "staff", By: ingrid.ID, Body: body{"role": "administrator", "organisation": casework.IDValue(org)}}
	root := casework.Fold(self, before).Root()
	c := casework.Change{ID: casework.ChangeID{2}, Subject: self, Kind: "staff", By: ruth.ID, Device: ruth.Devices[0], Body: body{"role": "supervisor"}}
	assert.Equal(t, casework.SetAside, hear(c, root, ruth).Ruling)
	c.Body = body{"phone": "1"}
	assert.Equal(t, casework.Accepted, hear(c, root, ruth).Ruling)
	c.By, c.Device, c.Body = ingrid.ID, ingrid.Devices[0], body{"role": "supervisor"}
	assert.Equal(t, casework.Accepted, hear(c, root, ingrid).Ruling, "somebody else may")
}
