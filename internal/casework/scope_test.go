package casework_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"waymark/internal/casework"
)

// Every cell of the table, written out a second time and by hand: C core, M medical,
// P protection, L legal, W whereabouts, K complaint, V private.
func TestWhoReceivesWhat(t *testing.T) {
	letters := map[rune]casework.Class{
		'C': casework.Core, 'M': casework.Medical, 'P': casework.Protection, 'L': casework.Legal, 'W': casework.Whereabouts, 'K': casework.Complaint, 'V': casework.Private,
	}
	relations := []casework.Relation{casework.Unrelated, casework.Assigned, casework.Deputy, casework.SameOffice, casework.Organisation, casework.Referred}
	for role, row := range map[casework.Role][6]string{
		//                        none assigned deputy   office   organisation referred
		casework.Counsellor:      {"", "CMPLW", "CMPLW", "C", "", "CM"},
		casework.Scout:           {"", "CM", "CM", "", "", "CM"},
		casework.Supervisor:      {"", "CMPLW", "CMPLW", "CMPLW", "CMPL", "CM"},
		casework.Administrator:   {"", "", "", "", "", ""},
		casework.ComplaintReader: {"", "K", "K", "K", "K", ""},
		casework.DataProtection:  {"", "", "", "", "", ""},
		casework.Role(0):         {"", "", "", "", "", ""},
		casework.Role(99):        {"", "", "", "", "", ""},
	} {
		for i, rel := range relations {
			for letter, class := range letters {
				t.Run(fmt.Sprintf("%s/%d/%s", role, rel, class), func(t *testing.T) {
					want := false
					for _, l := range row[i] {
						want = want || l == letter
					}
					assert.Equal(t, want, casework.Receives(role, rel, class))
				})
			}
			assert.False(t, casework.Receives(role, rel, casework.Class(0)))
			assert.False(t, casework.Receives(role, rel, casework.Class(99)), "a class of a newer version")
		}
		assert.False(t, casework.Receives(role, casework.Relation(99), casework.Core))
	}
}

var (
	org, otherOrg       = casework.OrgID{1}, casework.OrgID{2}
	office, otherOffice = casework.OfficeID{3}, casework.OfficeID{4}
	abroad              = casework.OfficeID{5}
)

func staff(n byte, role casework.Role, office casework.OfficeID, org casework.OrgID, duties ...casework.Role) casework.Staff {
	return casework.Staff{ID: casework.StaffID{100, n}, Role: role, Duties: duties, Office: office, Organisation: org, Devices: []casework.DeviceID{{n}}}
}

var (
	lena      = staff(1, casework.Counsellor, office, org)
	marek     = staff(2, casework.Counsellor, office, org)
	elodie    = staff(3, casework.Counsellor, otherOffice, org)
	ingrid    = staff(4, casework.Supervisor, office, org)
	noel      = staff(5, casework.Supervisor, otherOffice, org)
	ruth      = staff(6, casework.Administrator, office, org, casework.DataProtection)
	selam     = staff(7, casework.Scout, abroad, otherOrg)
	dler      = staff(8, casework.Scout, abroad, otherOrg)
	tamar     = staff(9, casework.Supervisor, abroad, otherOrg)
	stranger  = staff(10, casework.Counsellor, casework.OfficeID{6}, otherOrg)
	listener  = staff(11, casework.Supervisor, otherOffice, org, casework.ComplaintReader)
	ownScout  = staff(12, casework.Scout, office, org)
	everybody = map[string]casework.Staff{
		"assigned": lena, "same office": marek, "other office": elodie, "supervisor": ingrid, "other supervisor": noel, "administrator": ruth,
		"scout": selam, "other scout": dler, "partner supervisor": tamar, "stranger": stranger, "complaint reader": listener, "own scout": ownScout,
	}
)

func caseOwnedBy(who casework.Staff) casework.Ownership {
	return casework.Ownership{
		Subject: casework.SubjectCase, ID: casework.SubjectID{9}, Known: true, Organisations: []casework.OrgID{who.Organisation},
		Offices: []casework.OfficeID{who.Office}, Assigned: []casework.StaffID{who.ID},
	}
}

// reached says who gets what of a subject, as the letters of the table above.
func reached(own casework.Ownership, s casework.Staff, author casework.StaffID, understood bool) string {
	out := ""
	for i, c := range casework.Classes() {
		if casework.Reach(own, s, c, author, understood) {
			out += string("CMPLWKV"[i])
		}
	}
	return out
}

func TestWhoIsGivenACase(t *testing.T) {
	own := caseOwnedBy(lena)
	for name, want := range map[string]string{
		"assigned": "CMPLW", "same office": "C", "other office": "", "supervisor": "CMPLW", "other supervisor": "CMPL", "administrator": "",
		"scout": "", "other scout": "", "partner supervisor": "", "stranger": "", "complaint reader": "CMPLK", "own scout": "",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, want, reached(own, everybody[name], casework.StaffID{}, true))
		})
	}
}

func TestAScoutIsNeverGivenACaseWhateverIsAssigned(t *testing.T) {
	own := caseOwnedBy(lena)
	own.Assigned = append(own.Assigned, selam.ID, ownScout.ID)
	own.Deputies = []casework.StaffID{selam.ID}
	own.ToStaff = []casework.StaffID{selam.ID}
	for _, s := range []casework.Staff{selam, ownScout} {
		assert.Equal(t, casework.Unrelated, casework.Scope(own, s))
		assert.Empty(t, reached(own, s, casework.StaffID{}, true))
	}
}

func TestWhoIsGivenAReferral(t *testing.T) {
	own := casework.Ownership{
		Subject: casework.SubjectReferral, Known: true, Organisations: []casework.OrgID{org}, Offices: []casework.OfficeID{office},
		Assigned: []casework.StaffID{lena.ID}, ToOrgs: []casework.OrgID{otherOrg}, ToStaff: []casework.StaffID{selam.ID},
	}
	for name, want := range map[string]string{
		"assigned": "CMPLW", "same office": "C", "scout": "CM", "other scout": "", "partner supervisor": "", "stranger": "", "administrator": "", "supervisor": "CMPLW",
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, want, reached(own, everybody[name], casework.StaffID{}, true))
		})
	}
	own.ToStaff = nil
	assert.Equal(t, "CM", reached(own, tamar, casework.StaffID{}, true), "without a name the partner's supervisor passes it on")
	own.ToStaff, own.Withdrawn = []casework.StaffID{selam.ID}, true
	assert.Empty(t, reached(own, selam, casework.StaffID{}, true), "withdrawn")
}

func TestWhoIsGivenKnowledge(t *testing.T) {
	for name, kind := range map[string]casework.SubjectKind{"note": casework.SubjectNote, "service": casework.SubjectService, "office": casework.SubjectOffice} {
		t.Run(name, func(t *testing.T) {
			own := casework.Ownership{Subject: kind, Known: true, Organisations: []casework.OrgID{org}}
			for who, s := range everybody {
				want := ""
				if s.Organisation == org {
					want = "C"
				}
				if who == "complaint reader" {
					want = "CK" // somebody may complain about an office
				}
				assert.Equal(t, want, reached(own, s, casework.StaffID{}, true), who)
			}
		})
	}
}

func TestARequestGoesToTheScoutsOfItsCountry(t *testing.T) {
	scout := staff(20, casework.Scout, office, org)
	scout.Countries = []string{"ER"}
	foreign := staff(21, casework.Scout, abroad, otherOrg)
	foreign.Countries = []string{"ER"}
	own := casework.Ownership{Subject: casework.SubjectRequest, Known: true, Organisations: []casework.OrgID{org}, Offices: []casework.OfficeID{office}, Countries: []string{"ER"}}
	assert.Equal(t, "CM", reached(own, scout, casework.StaffID{}, true))
	assert.Equal(t, "", reached(own, foreign, casework.StaffID{}, true), "nothing crosses organisations by itself")
	own.Countries = []string{"IQ"}
	assert.Equal(t, "", reached(own, scout, casework.StaffID{}, true))
	own.ToStaff = []casework.StaffID{foreign.ID}
	assert.Equal(t, "CM", reached(own, foreign, casework.StaffID{}, true), "addressed by name")
}

func TestWhatSomebodyWroteFollowsThem(t *testing.T) {
	own := caseOwnedBy(lena)
	assert.Equal(t, "CMPLWV", reached(own, lena, lena.ID, true), "private too, a complaint never")
	assert.Equal(t, "CMPLWV", reached(own, marek, marek.ID, true), "a colleague of the office, their own writing")
	assert.Equal(t, "V", reached(own, stranger, stranger.ID, true), "after losing access only what is private")
	gone := lena
	gone.Ended = true
	assert.Empty(t, reached(own, gone, lena.ID, true))
}

func TestWhatThisVersionDoesNotKnowStaysInTheOffice(t *testing.T) {
	own := caseOwnedBy(lena)
	for name, want := range map[string]string{"assigned": "CMPLW", "same office": "C", "supervisor": "CMPLW", "other supervisor": "", "complaint reader": "", "scout": ""} {
		assert.Equal(t, want, reached(own, everybody[name], casework.StaffID{}, false), name)
	}
	assert.False(t, casework.Reach(own, lena, casework.Class(99), casework.StaffID{}, true), "a class of a newer version")
	assert.True(t, casework.Reach(own, lena, casework.Class(99), lena.ID, true), "but to its author")
}

func TestTheAuditIsForDataProtection(t *testing.T) {
	own := casework.Ownership{Subject: casework.SubjectAudit, Known: true, Organisations: []casework.OrgID{org}, Assigned: []casework.StaffID{lena.ID}}
	for name, want := range map[string]string{"assigned": "C", "administrator": "C", "supervisor": "", "same office": "", "stranger": ""} {
		assert.Equal(t, want, reached(own, everybody[name], casework.StaffID{}, true), name)
	}
}

func TestUnknownOwnershipGivesNothing(t *testing.T) {
	for name, s := range everybody {
		assert.Empty(t, reached(casework.Ownership{Subject: casework.SubjectCase}, s, casework.StaffID{}, true), name)
	}
}

func TestCircles(t *testing.T) {
	strict := casework.Policy{SealLegal: true, SealProtection: true}
	for class, want := range map[casework.Class][2]casework.Circle{
		casework.Core: {0, 0}, casework.Medical: {0, 0}, casework.Protection: {0, casework.CircleOrganisation}, casework.Legal: {0, casework.CircleOrganisation},
		casework.Whereabouts: {casework.CircleOffice, casework.CircleOffice}, casework.Complaint: {casework.CircleComplaints, casework.CircleComplaints},
		casework.Private: {casework.CircleAuthor, casework.CircleAuthor}, casework.Class(99): {casework.CircleAuthor, casework.CircleAuthor},
	} {
		assert.Equal(t, want, [2]casework.Circle{casework.CircleOf(class, casework.Policy{}), casework.CircleOf(class, strict)}, class)
	}
}
