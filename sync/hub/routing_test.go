package hub_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

// cast is one laptop of every role in every relation that a case can stand in.
type cast struct {
	*hubtest.Place
	all   map[string]*hubtest.Laptop
	staff map[string]casework.Staff
}

// edit writes fields of somebody's staff entry, as an administrator does.
func (c *cast) edit(who string, b map[casework.Field]casework.Value) {
	l := c.all[who]
	var heads map[casework.Field][]casework.ChangeID
	for _, e := range l.Have {
		if e.Subject != batch.Bytes16(l.Staff) || e.Circle != 0 {
			continue
		}
		for f := range b {
			if ch := hubtest.ChangeOf(c.T, e); ch.Kind == casework.KindStaff && ch.Body[f] != "" {
				if heads == nil {
					heads = map[casework.Field][]casework.ChangeID{}
				}
				heads[f] = []casework.ChangeID{ch.ID}
			}
		}
	}
	admin := c.all["administrator"]
	admin.Write(casework.Subject{Kind: casework.SubjectStaff, ID: l.Staff}, casework.Core, casework.Change{Kind: casework.KindStaff, Body: b, Replaces: heads})
	admin.Sync()
}

func newCast(t *testing.T) *cast {
	c := &cast{Place: hubtest.New(t), all: map[string]*hubtest.Laptop{}, staff: map[string]casework.Staff{}}
	for _, x := range []struct {
		name, office string
		role         casework.Role
		duty         casework.Role
	}{
		{"administrator", "Berlin", casework.Administrator, 0},
		{"assigned", "Berlin", casework.Counsellor, 0},
		{"deputy", "Bonn", casework.Counsellor, 0},
		{"colleague", "Berlin", casework.Counsellor, 0},
		{"counsellor elsewhere", "Bonn", casework.Counsellor, 0},
		{"supervisor", "Berlin", casework.Supervisor, 0},
		{"supervisor elsewhere", "Bonn", casework.Supervisor, 0},
		{"scout of the office", "Berlin", casework.Scout, 0},
		{"scout elsewhere", "Tirana", casework.Scout, 0},
		{"complaint reader", "Bonn", casework.Administrator, casework.ComplaintReader},
		{"data protection", "Bonn", casework.Administrator, casework.DataProtection},
		{"partner counsellor", "Partner", casework.Counsellor, 0},
		{"partner supervisor", "Partner", casework.Supervisor, 0},
		{"gone", "Berlin", casework.Supervisor, 0},
	} {
		l := c.Join(x.role, x.office)
		c.all[x.name] = l
		s := casework.Staff{ID: l.Staff, Role: x.role, Office: l.Office, Organisation: l.Org}
		if x.duty != 0 {
			s.Duties = []casework.Role{x.duty}
		}
		c.staff[x.name] = s
	}
	c.edit("complaint reader", body{"duty.complaint_reader": casework.Yes})
	c.edit("data protection", body{"duty.data_protection": casework.Yes})
	other := id.New[struct{ partner int }]()
	for _, p := range []string{"partner counsellor", "partner supervisor"} {
		c.edit(p, body{"organisation": casework.Value(other.String())})
		s := c.staff[p]
		s.Organisation = casework.OrgID(other)
		c.staff[p] = s
	}
	c.edit("gone", body{"ended": "2030-05-01"})
	s := c.staff["gone"]
	s.Ended = true
	c.staff["gone"] = s
	c.settle()
	return c
}

type body = map[casework.Field]casework.Value

func (c *cast) settle() {
	for range 2 {
		for _, l := range c.all {
			l.Sync()
		}
	}
}

// TestWhatMustNotArriveNeverDoes writes one entry of every class about a case and
// about a referral, and compares who has it with the table in casework, asked here
// with relations that the test knows and not the hub.
func TestWhatMustNotArriveNeverDoes(t *testing.T) {
	c := newCast(t)
	anna := c.all["assigned"]
	s := hubtest.NewCase(c.Place)
	own := casework.Ownership{Subject: casework.SubjectCase, ID: s.ID, Known: true, Organisations: []casework.OrgID{anna.Org}, Offices: []casework.OfficeID{anna.Office},
		Assigned: []casework.StaffID{anna.Staff}, Deputies: []casework.StaffID{c.all["deputy"].Staff}}
	first := anna.Write(s, casework.Core, casework.Change{Kind: casework.KindCase, Body: body{
		"organisation": casework.IDValue(anna.Org), "office": casework.IDValue(anna.Office), "assigned": casework.IDValue(anna.Staff),
		casework.F("deputy", c.all["deputy"].Staff.String()): casework.Yes}})
	entries := map[batch.EntryID]casework.Class{first.ID: casework.Core}
	for _, class := range casework.Classes() {
		entries[anna.Note(s, class).ID] = class
	}
	newer := anna.Write(s, casework.Core, casework.Change{Kind: "of-a-newer-version", Body: body{"x": "y"}})
	entries[newer.ID] = casework.Core
	c.settle()
	arrived, kept := 0, 0
	for name, l := range c.all {
		staff := c.staff[name]
		for e, class := range entries {
			_, has := l.Have[e]
			want := casework.Reach(own, staff, class, anna.Staff, e != newer.ID)
			require.Equal(t, want, has, "%s, class %s", name, class)
			if has {
				arrived++
			} else {
				kept++
			}
			// What no table may ever say.
			switch {
			case staff.Role == casework.Scout, staff.Ended, name == "data protection", name == "administrator",
				name == "partner counsellor", name == "partner supervisor", name == "counsellor elsewhere":
				require.False(t, has, "%s has %s of a case", name, class)
			case class == casework.Private:
				require.Equal(t, name == "assigned", has, "private, %s", name)
			case class == casework.Complaint:
				require.Equal(t, name == "complaint reader", has, "complaint, %s", name)
			}
		}
	}
	require.Greater(t, arrived, 20)
	require.Greater(t, kept, 60)

	// A referral to the partner: core and medical cross the border, nothing else does.
	referral := casework.Subject{Kind: casework.SubjectReferral, ID: s.ID}
	referral.ID[0] ^= 1
	anna.Write(referral, casework.Core, casework.Change{Kind: casework.KindReferral, Body: body{
		"organisation": casework.IDValue(anna.Org), "office": casework.IDValue(anna.Office), "assigned": casework.IDValue(anna.Staff),
		"to.office": casework.IDValue(c.all["partner counsellor"].Office)}})
	extract := anna.Write(referral, casework.Core, casework.Change{Kind: casework.KindExtract, Item: casework.ItemID{1}, Body: body{"of.kind": "case"}})
	medical := anna.Write(referral, casework.Medical, casework.Change{Kind: casework.KindExtractMedical, Item: casework.ItemID{1}, Body: body{"of.kind": "case"}})
	inside := anna.Write(referral, casework.Legal, casework.Change{Kind: casework.KindReferral, Body: body{"case": casework.IDValue(s.ID)}})
	c.settle()
	partner := c.all["partner counsellor"]
	require.True(t, partner.Has(extract))
	require.True(t, partner.Has(medical))
	require.False(t, partner.Has(inside))
	for _, name := range []string{"scout elsewhere", "scout of the office", "counsellor elsewhere", "administrator"} {
		require.NotContains(t, c.all[name].Have, extract.ID, name)
	}
	require.Contains(t, c.all["supervisor"].Have, inside.ID)
	// Withdrawn: out of the partner's sight.
	anna.Write(referral, casework.Core, casework.Change{Kind: casework.KindReferral, Body: body{"withdrawn": "2030-05-02"}})
	c.settle()
	require.False(t, partner.Has(extract))
	require.False(t, partner.Has(medical))
	require.True(t, anna.Has(extract))
}

// Whoever changes roles or offices has, afterwards, what the new place gives, and
// nothing of the old one.
func TestAnotherRoleOrOfficeIsAnotherScope(t *testing.T) {
	c := newCast(t)
	anna := c.all["assigned"]
	var cases []batch.EntryID
	for range 450 { // several steps of an errand
		_, e := anna.Open()
		cases = append(cases, e.ID)
	}
	c.settle()
	l := c.all["supervisor elsewhere"]
	has := func() (n int) {
		for _, e := range cases {
			if _, ok := l.Have[e]; ok {
				n++
			}
		}
		return n
	}
	require.Equal(t, len(cases), has(), "a supervisor of the organisation")
	c.edit("supervisor elsewhere", body{"role": "scout"})
	c.settle()
	require.Zero(t, has(), "a scout")
	c.edit("supervisor elsewhere", body{"role": "counsellor", "office": casework.IDValue(anna.Office)})
	c.settle()
	require.Equal(t, len(cases), has(), "a counsellor of the office: core")
	// Today's words do not wait for a backfill.
	late := c.Join(casework.Supervisor, "Berlin")
	_, today := anna.Open()
	anna.Sync()
	fresh := hubtest.NewLaptop(c.Place, c.Invite(hub.Invite{Role: casework.Supervisor, Office: "Berlin"}))
	fresh.Exchange()
	_, after := anna.Open()
	anna.Sync()
	fresh.Exchange()
	require.True(t, fresh.Has(after), "in the first exchange")
	require.NotEmpty(t, late.Have)
	fresh.Sync()
	require.True(t, fresh.Has(today))
}
