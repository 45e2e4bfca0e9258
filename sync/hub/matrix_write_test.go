package hub_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/internal/id"
	"waymark/sync/batch"
	"waymark/sync/hub"
	"waymark/sync/hub/hubtest"
)

// How somebody stands to what the matrix is written about. What a subject cannot say,
// such as the deputies of a country note, falls back to what is left of the relation.
var standings = []string{"assigned", "deputy", "same office", "organisation", "referred", "unrelated"}

// matrix is the people and all that is written in front of them.
type matrix struct {
	*cast
	people  map[string]person
	partner casework.OrgID
	all     []told
	asks    map[casework.SubjectKind]casework.ItemID
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{cast: &cast{Place: hubtest.New(t), all: map[string]*hubtest.Laptop{}, staff: map[string]casework.Staff{}},
		people: map[string]person{}, partner: casework.OrgID(id.New[struct{}]()), asks: map[casework.SubjectKind]casework.ItemID{}}
	offices := map[string]string{"assigned": "Elsewhere", "deputy": "Elsewhere", "same office": "Home", "organisation": "Elsewhere", "referred": "Partner", "unrelated": "Stranger"}
	m.cast.all["administrator"] = m.join("administrator of all", "administrator", "same office", casework.Administrator, "Home")
	author := m.join("author", "counsellor", "assigned", casework.Counsellor, "Home")
	for _, r := range []struct {
		name string
		role casework.Role
		duty casework.Field
		is   casework.Role
	}{
		{"counsellor", casework.Counsellor, "", 0},
		{"scout", casework.Scout, "", 0},
		{"supervisor", casework.Supervisor, "", 0},
		{"administrator", casework.Administrator, "", 0},
		{"complaint reader", casework.Administrator, "duty.complaint_reader", casework.ComplaintReader},
		{"data protection", casework.Administrator, "duty.data_protection", casework.DataProtection},
	} {
		for _, stands := range standings {
			name := r.name + ", " + stands
			m.join(name, r.name, stands, r.role, offices[stands])
			p, change := m.people[name], body{}
			if r.duty != "" {
				change[r.duty], p.staff.Duties = casework.Yes, []casework.Role{r.is}
			}
			if stands == "referred" || stands == "unrelated" {
				change["organisation"], p.staff.Organisation = casework.IDValue(m.partner), m.partner
			}
			if r.role == casework.Scout && (stands == "organisation" || stands == "unrelated") {
				change["country.ER"], p.staff.Countries = casework.Yes, []string{"ER"}
			}
			m.people[name] = p
			if len(change) > 0 {
				m.edit(name, change)
			}
		}
	}
	delete(m.cast.all, "administrator") // there under its full name
	again := hubtest.NewLaptop(m.Place, m.Invite(hub.Invite{Role: casework.Counsellor, Staff: author.Staff}))
	again.Exchange()
	require.Equal(t, author.Staff, again.Staff)
	m.cast.all["author, another device"], m.people["author, another device"] = again, m.people["author"]
	return m
}

func (m *matrix) join(name, role, stands string, r casework.Role, office string) *hubtest.Laptop {
	l := m.Join(r, office)
	m.cast.all[name] = l
	m.people[name] = person{role, stands, casework.Staff{ID: l.Staff, Role: r, Office: l.Office, Organisation: l.Org}}
	return l
}

// those are the staff who stand in a way, the author's devices once.
func (m *matrix) those(stands string) (out []casework.StaffID) {
	for _, p := range m.people {
		if p.stands == stands && !slices.Contains(out, p.staff.ID) {
			out = append(out, p.staff.ID)
		}
	}
	return out
}

// begin writes the root of a subject of a kind and an asking to erase, and returns to
// whom it belongs. Several at once are assigned, as when two offices took it at the same time.
func (m *matrix) begin(kind casework.SubjectKind) casework.Ownership {
	s := casework.Subject{Kind: kind, ID: casework.SubjectID(id.New[struct{}]())}
	author := m.cast.all[m.authorOf(kind)]
	home := m.cast.all["author"]
	own := casework.Ownership{Subject: kind, ID: s.ID}
	if kind == casework.SubjectOrganisation { // it belongs to itself
		s.ID = casework.SubjectID(home.Org)
		own = casework.Ownership{Subject: kind, ID: s.ID, Known: true, Organisations: []casework.OrgID{home.Org}}
	}
	root := casework.RootKey(kind).Kind
	can := func(f casework.Field) bool { row := casework.FieldOf(root, f); return row != nil && row.Keep }
	changes := []casework.Change{{Kind: root, Body: body{}}}
	first := changes[0].Body
	if can("organisation") {
		first["organisation"], own.Organisations, own.Known = casework.IDValue(home.Org), []casework.OrgID{home.Org}, true
	}
	if can("office") {
		first["office"], own.Offices = casework.IDValue(home.Office), []casework.OfficeID{home.Office}
	}
	if can("country") && kind == casework.SubjectRequest {
		first["country"], own.Countries = "ER", []string{"ER"}
	}
	for _, who := range m.those("deputy") {
		if f := casework.F("deputy", who.String()); can(f) {
			first[f], own.Deputies = casework.Yes, append(own.Deputies, who)
		}
	}
	for _, who := range m.those("referred") {
		switch f := casework.F("to", who.String()); {
		case can("to.staff"):
			changes = append(changes, casework.Change{Kind: root, Body: body{"to.staff": casework.IDValue(who)}})
			own.ToStaff = append(own.ToStaff, who)
		case can(f):
			first[f], own.ToStaff = casework.Yes, append(own.ToStaff, who)
		}
	}
	if can("assigned") {
		for _, who := range m.those("assigned") {
			changes = append(changes, casework.Change{Kind: root, Body: body{"assigned": casework.IDValue(who)}})
			own.Assigned = append(own.Assigned, who)
		}
	}
	if len(first) == 0 { // nothing says whose it is
		first["name"] = "words"
	}
	class := casework.KindOf(root).Class
	m.note(author.Write(s, class, changes...), "root", own, class, true)
	if casework.KindOf(casework.KindEraseAsk).MayBeAbout(kind) {
		ask := casework.ItemID(id.New[struct{}]())
		m.asks[kind] = ask
		e := author.Write(s, casework.Core, casework.Change{Kind: casework.KindEraseAsk, Item: ask,
			Body: body{"reason": "retention", casework.F("change", erasedChange.String()): casework.Yes}})
		m.note(e, "ask", own, casework.Core, true)
	}
	return own
}

// erasedChange is what the orders of the matrix erase: a change that never came.
var erasedChange = casework.ChangeID(id.New[struct{}]())

func (m *matrix) authorOf(kind casework.SubjectKind) string {
	switch kind {
	case casework.SubjectStaff, casework.SubjectOffice, casework.SubjectOrganisation, casework.SubjectPack:
		return "administrator of all"
	}
	return "author"
}

func (m *matrix) note(e batch.Entry, what string, own casework.Ownership, class casework.Class, understood bool) {
	m.all = append(m.all, told{e.ID, fmt.Sprintf("%s of class %s about %d in circle %d", what, class, own.Subject, e.Circle), own, class, casework.StaffID(e.Staff), understood})
}

// write puts one change into the outbox, sealed if circle says so.
func (m *matrix) write(who string, own casework.Ownership, class casework.Class, circle casework.Circle, c casework.Change) {
	l := m.cast.all[who]
	e := l.Write(casework.Subject{Kind: own.Subject, ID: own.ID}, class, c)
	understood := casework.KindOf(c.Kind) != nil && c.Body["of_a_newer_version"] == ""
	if circle != casework.CircleHub {
		e.Circle = batch.Circle(circle)
		sealed, err := batch.SealBody(e, e.Body, batch.NewCircleKey())
		require.NoError(m.T, err)
		e.Body = sealed
		l.Have[e.ID], l.Outbox[e.ID] = e, e
		understood = true // what the hub cannot open it has nothing to misunderstand in
	}
	m.note(e, string(c.Kind), own, class, understood)
}

// fill writes every kind there may be about a subject, in every class it has.
func (m *matrix) fill(own casework.Ownership, k *casework.KindInfo) {
	for _, class := range casework.Classes() {
		c := casework.Change{Kind: k.Kind, Body: m.bodyOf(k, class)}
		if k.Kind != casework.RootKey(own.Subject).Kind {
			c.Item = casework.ItemID(id.New[struct{}]())
		}
		who := m.authorOf(own.Subject)
		switch {
		case len(c.Body) == 0:
			continue
		case k.Kind.IsErase():
			ordering := m.cast.all["supervisor, same office"]
			c.Body["first"], c.Body["second"] = casework.IDValue(m.cast.all[who].Staff), casework.IDValue(ordering.Staff)
			c.Body["ask"], c.Body["whole"] = casework.IDValue(m.asks[own.Subject]), casework.No
			c.Body[casework.F("change", erasedChange.String())] = casework.Skeleton{Kind: casework.KindEpisode, Fields: map[casework.Field][]casework.ChangeID{"note": nil}}.Value()
			who = "supervisor, same office"
		case k.Kind.IsFile():
			c.Attachment = []byte("scan")
			sum := sha256.Sum256(c.Attachment)
			c.Body["sha256"], c.Body["bytes"] = casework.Value(hex.EncodeToString(sum[:])), casework.Value(strconv.Itoa(len(c.Attachment)))
		}
		for f, v := range c.Body {
			require.NoError(m.T, casework.CheckValue(k.Kind, f, v))
		}
		m.bothWays(who, own, class, c)
	}
}

// bothWays writes a change as its class asks, and where that is sealed also open:
// what somebody forgot to seal goes no further for it.
func (m *matrix) bothWays(who string, own casework.Ownership, class casework.Class, c casework.Change) {
	if circle := casework.CircleOf(class, casework.Policy{}); circle != casework.CircleHub {
		m.write(who, own, class, circle, c)
	}
	m.write(who, own, class, casework.CircleHub, c)
}

// bodyOf gives a value to every field of a kind that is of a class, but not to those
// that say whose the subject is.
func (m *matrix) bodyOf(k *casework.KindInfo, class casework.Class) body {
	out := body{}
	for _, f := range k.Fields {
		if f.Class != class || f.Keep || strings.HasPrefix(string(f.Path), string(casework.FieldDeleted)) || k.Kind.IsErase() && f.Path == "change.*" {
			continue
		}
		path, star := strings.Split(string(f.Path), "."), 0
		for i, segment := range path {
			switch segment {
			case "**":
				path[i] = "a.b"
			case "*":
				path[i] = "a"
				if star < len(f.Stars) && f.Stars[star] != "" {
					path[i] = string(casework.EnumValues(f.Stars[star])[0])
				}
				star++
			}
		}
		out[casework.F(path...)] = m.valueOf(f)
	}
	return out
}

func (m *matrix) valueOf(f casework.FieldInfo) casework.Value {
	switch f.Type {
	case casework.Text:
		return "words"
	case casework.Date:
		return "2030-05-02"
	case casework.Time:
		return "2030-05-02T12:00Z"
	case casework.Approx:
		return "1990"
	case casework.YesNo:
		return casework.Yes
	case casework.Number:
		return "7"
	case casework.Money:
		return "61500 EUR"
	case casework.EnumOf:
		return casework.EnumValues(f.Enum)[0]
	case casework.Ref:
		return casework.IDValue(id.New[struct{}]())
	case casework.Language:
		return "fa-AF"
	case casework.Country:
		return "ER"
	case casework.Key:
		return "abc123"
	case casework.Slug:
		return "topic"
	}
	require.Failf(m.T, "a type of field the matrix cannot write", "%d of %s", f.Type, f.Path)
	return ""
}

// newer writes what only a newer version understands.
func (m *matrix) newer(own casework.Ownership) {
	who := m.authorOf(own.Subject)
	for _, class := range casework.Classes() {
		m.bothWays(who, own, class, casework.Change{Kind: "of-a-newer-version", Item: casework.ItemID(id.New[struct{}]()), Body: body{"x": "y"}})
	}
	root := casework.RootKey(own.Subject).Kind
	m.write(who, own, casework.Core, casework.CircleHub, casework.Change{Kind: root, Body: body{"of_a_newer_version": "y"}})
	m.write(who, own, newerClass, casework.CircleOf(newerClass, casework.Policy{}), casework.Change{Kind: "of-a-newer-version", Body: body{"x": "y"}})
	m.write(who, own, newerClass, casework.CircleHub, casework.Change{Kind: "of-a-newer-version", Body: body{"x": "y"}})
}
