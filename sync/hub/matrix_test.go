package hub_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// person is a device in the matrix and whose it is.
type person struct {
	role, stands string
	staff        casework.Staff
}

// told is an entry of the matrix, with all that decides who receives it.
type told struct {
	id         batch.EntryID
	name       string
	own        casework.Ownership
	class      casework.Class
	by         casework.StaffID
	understood bool
}

// holdings is who holds what, by the name of the device.
type holdings map[string]map[batch.EntryID]bool

// newerClass is a class that only a newer version knows.
const newerClass casework.Class = 99

// unlikeTheTable lists where holdings differ from what casework.Reach says.
func unlikeTheTable(people map[string]person, all []told, holds holdings) []string {
	var out []string
	for name, p := range people {
		for _, e := range all {
			want := casework.Reach(e.own, p.staff, e.class, e.by, e.understood)
			if has := holds[name][e.id]; has != want {
				out = append(out, fmt.Sprintf("%s: %s: holds it %t, the table says %t", name, e.name, has, want))
			}
		}
	}
	slices.Sort(out)
	return out
}

// againstTheNevers lists what somebody holds whom no table may ever give it. It is
// written by hand and asks nothing of casework.
func againstTheNevers(people map[string]person, all []told, holds holdings) []string {
	var out []string
	for name, p := range people {
		for _, e := range all {
			if !holds[name][e.id] {
				continue
			}
			if why := never(p, e); why != "" {
				out = append(out, fmt.Sprintf("%s: %s: %s", name, e.name, why))
			}
		}
	}
	slices.Sort(out)
	return out
}

func never(p person, e told) string {
	mine := p.staff.ID == e.by
	isCase := e.own.Subject == casework.SubjectCase
	desk := p.role == "administrator" || p.role == "data protection" || p.role == "complaint reader"
	about := "person"
	switch e.own.Subject {
	case casework.SubjectNote, casework.SubjectService, casework.SubjectStaff, casework.SubjectOffice, casework.SubjectPack,
		casework.SubjectOrganisation, casework.SubjectCentre, casework.SubjectActivity:
		about = "knowledge"
	}
	addressed := e.own.Subject == casework.SubjectReferral || e.own.Subject == casework.SubjectRequest
	open := e.class == casework.Core || e.class == casework.Medical
	switch {
	case isCase && p.role == "scout":
		return "a scout has something of a case"
	case isCase && (p.role == "administrator" || p.role == "data protection"):
		return "an administrator has something of a case"
	case isCase && p.role == "complaint reader" && e.class != casework.Complaint:
		return "a complaint reader has more of a case than complaints"
	case e.class == casework.Private && !mine:
		return "private, and not the author's"
	case e.class == newerClass && !mine:
		return "of a class nobody here knows, and not the author's"
	case e.class == casework.Complaint && p.role != "complaint reader":
		return "a complaint"
	case p.stands == "unrelated":
		return "another organisation"
	case p.stands == "referred" && !(addressed && open):
		return "another organisation, and not what was referred"
	case !e.understood && about == "person" && !mine && slices.Contains([]string{"organisation", "referred", "unrelated"}, p.stands):
		return "made by a newer version, outside the owning office"
	case about == "knowledge" && !mine && e.class != casework.Core && e.class != casework.Complaint:
		return "more than core of what everybody reads"
	case e.class == casework.Whereabouts && !mine && (desk || p.role == "scout" || p.stands == "organisation"):
		return "where a person can be found"
	case e.class == casework.Medical && desk && !mine:
		return "medical"
	case e.class == casework.Protection && (desk || p.role == "scout") && !mine:
		return "protection"
	case e.class == casework.Legal && (desk || p.role == "scout") && !mine && !(p.role == "data protection" && e.own.Subject == casework.SubjectRights):
		return "legal"
	case isCase && p.role == "counsellor" && p.stands == "same office" && e.class != casework.Core && !mine:
		return "more than core to a colleague"
	case isCase && p.role == "counsellor" && p.stands == "organisation":
		return "a case of another office"
	case e.own.Subject == casework.SubjectAudit && p.role != "data protection" && p.stands != "assigned":
		return "the audit"
	}
	return ""
}

func (m *matrix) held() holdings {
	out := holdings{}
	for name, l := range m.cast.all {
		out[name] = map[batch.EntryID]bool{}
		for e := range l.Have {
			out[name][e] = true
		}
	}
	return out
}

// TestEveryKindRoleAndRelation writes every kind there is, about everything it may be
// about, in every class it has, and looks at what every role in every relation holds.
func TestEveryKindRoleAndRelation(t *testing.T) {
	m := newMatrix(t)
	subjects := map[casework.SubjectKind]casework.Ownership{}
	kinds := 0
	for k := range casework.Kinds() {
		kinds++
		for _, s := range k.On {
			if _, begun := subjects[s]; !begun {
				subjects[s] = m.begin(s)
			}
		}
	}
	require.Len(t, subjects, 13, "kinds of subjects")
	m.cast.all["author"].Sync()
	m.cast.all["administrator of all"].Sync()
	for k := range casework.Kinds() {
		for _, s := range k.On {
			before := len(m.all)
			m.fill(subjects[s], k)
			require.Greater(t, len(m.all), before, "%s about %d", k.Kind, s)
		}
	}
	for _, own := range subjects {
		m.newer(own)
	}
	// Those who write come first; then everybody fetches.
	for _, name := range []string{"author", "administrator of all", "supervisor, same office"} {
		m.cast.all[name].Sync()
	}
	for name, l := range m.cast.all {
		l.Sync()
		for _, e := range m.all {
			require.NotContains(t, l.Aside, e.id, "%s wrote %s, as they may", name, e.name)
		}
	}

	holds := m.held()
	empty(t, "unlike the table", unlikeTheTable(m.people, m.all, holds))
	empty(t, "against the nevers", againstTheNevers(m.people, m.all, holds))
	// What must arrive, by hand as well: a table that gives nothing breaks no never.
	for _, e := range m.all {
		isCase := e.own.Subject == casework.SubjectCase
		for name, p := range m.people {
			mine := p.staff.ID == e.by && e.class == casework.Private
			theirs := isCase && (p.role == "counsellor" || p.role == "supervisor") && (p.stands == "assigned" || p.stands == "deputy") && e.class <= casework.Whereabouts
			office := isCase && p.role == "counsellor" && p.stands == "same office" && e.class == casework.Core
			complaint := isCase && e.understood && p.role == "complaint reader" && p.stands == "organisation" && e.class == casework.Complaint
			if mine || theirs || office || complaint {
				require.True(t, holds[name][e.id], "%s: %s", name, e.name)
			}
		}
	}
	arrived, kept := 0, 0
	for name := range m.people {
		for _, e := range m.all {
			if holds[name][e.id] {
				arrived++
			} else {
				kept++
			}
		}
	}
	t.Logf("%d kinds, %d entries, %d devices: %d arrived, %d did not", kinds, len(m.all), len(m.people), arrived, kept)
	require.Greater(t, arrived, 2000)
	require.Greater(t, kept, 10_000)
	m.provesItself(holds)
}

// empty fails with the first lines of a list: one wrong rule makes thousands.
func empty(t *testing.T, what string, found []string) {
	t.Helper()
	if len(found) > 0 {
		require.Failf(t, what, "%d, the first:\n%s", len(found), strings.Join(found[:min(len(found), 20)], "\n"))
	}
}

// provesItself plants what must never be, and asks both lists to find it: exactly it.
func (m *matrix) provesItself(holds holdings) {
	find := func(kind casework.Kind, s casework.SubjectKind, class casework.Class) told {
		for _, e := range m.all {
			if e.own.Subject == s && e.class == class && strings.HasPrefix(e.name, string(kind)+" ") {
				return e
			}
		}
		require.Failf(m.T, "not written", "%s %d %s", kind, s, class)
		return told{}
	}
	for _, planted := range []struct {
		who   string
		kind  casework.Kind
		about casework.SubjectKind
		class casework.Class
		why   string
	}{
		{"scout, assigned", casework.KindMember, casework.SubjectCase, casework.Core, "a scout"},
		{"scout, deputy", casework.KindMedical, casework.SubjectCase, casework.Medical, "a scout"},
		{"administrator, assigned", casework.KindCase, casework.SubjectCase, casework.Core, "an administrator"},
		{"data protection, same office", casework.KindConsent, casework.SubjectCase, casework.Legal, "an administrator"},
		{"complaint reader, assigned", casework.KindCounselling, casework.SubjectCase, casework.Legal, "a complaint reader"},
		{"supervisor, same office", casework.KindPrivateNote, casework.SubjectCase, casework.Private, "private"},
		{"author", casework.KindComplaint, casework.SubjectCase, casework.Complaint, "a complaint"},
		{"counsellor, organisation", casework.KindMember, casework.SubjectCase, casework.Core, "a case of another office"},
		{"counsellor, same office", casework.KindVulnerability, casework.SubjectCase, casework.Protection, "more than core"},
		{"supervisor, organisation", casework.KindStay, casework.SubjectCase, casework.Whereabouts, "where a person"},
		{"supervisor, referred", casework.KindCase, casework.SubjectCase, casework.Core, "another organisation"},
		{"scout, referred", casework.KindReferral, casework.SubjectReferral, casework.Legal, "another organisation"},
		{"scout, unrelated", casework.KindNote, casework.SubjectNote, casework.Core, "another organisation"},
		{"supervisor, organisation", "of-a-newer-version", casework.SubjectCase, casework.Core, "a newer version"},
		{"supervisor, assigned", "of-a-newer-version", casework.SubjectCase, newerClass, "of a class nobody"},
	} {
		e := find(planted.kind, planted.about, planted.class)
		more := maps.Clone(holds)
		more[planted.who] = maps.Clone(holds[planted.who])
		require.False(m.T, more[planted.who][e.id], "%s: %s", planted.who, e.name)
		more[planted.who][e.id] = true
		for list, found := range map[string][]string{"table": unlikeTheTable(m.people, m.all, more), "nevers": againstTheNevers(m.people, m.all, more)} {
			require.Len(m.T, found, 1, "%s: %s: %s", list, planted.who, e.name)
			require.True(m.T, strings.HasPrefix(found[0], planted.who+": "+e.name+": "), found[0])
			if list == "nevers" {
				require.Contains(m.T, found[0], planted.why)
			}
		}
	}
	// And what does not arrive is missed.
	e := find(casework.KindMember, casework.SubjectCase, casework.Core)
	less := maps.Clone(holds)
	less["author, another device"] = maps.Clone(holds["author, another device"])
	delete(less["author, another device"], e.id)
	require.Len(m.T, unlikeTheTable(m.people, m.all, less), 1)
}
