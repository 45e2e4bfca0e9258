package casetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"waymark/internal/casework"
)

// Made is a fictional case with everything written about it, and what was written
// because of it: information requests and referrals.
type Made struct {
	Case    casework.Subject
	Name    string         // "household of nine" and the like for the special ones, else ""
	Acts    []casework.Act // the entries, in the order of their making
	Changes []casework.Change
	States  casework.Memory // all subjects, folded
}

// State is the folded case.
func (m Made) State() *casework.State { return m.States[m.Case] }

// The special ones among the first cases.
const (
	Household    = "household of nine"
	Pseudonymous = "pseudonymous"
	LongNote     = "note of 4,000 words"
	Conflict     = "edited at the same time by two"
	Minor        = "unaccompanied, age disputed"
	HandedOver   = "handed over"
	Withdrew     = "withdrew"
)

var special = []string{Household, Pseudonymous, LongNote, Conflict, Minor, HandedOver, Withdrew}

// Cases makes n fictional cases of the staff that Staff returns.
func Cases(seed uint64, n int) []Made { return Staff().Cases(seed, n) }

// Cases makes n fictional cases. The first seven are the special ones; nationalities
// take turns, so that from 14 cases on all are there. The same seed and world give the
// same cases, and more of them do not change the first.
func (w *World) Cases(seed uint64, n int) []Made {
	out := make([]Made, n)
	for i := range out {
		m := &maker{w: w, r: rand.New(rand.NewPCG(seed, uint64(i)+1)), people: peoples[i%len(peoples)], n: i, mem: casework.Memory{}}
		m.ids = &ids{rand.New(rand.NewPCG(seed, uint64(i)+1<<32))}
		if i < len(special) {
			m.special = special[i]
		}
		out[i] = m.make()
	}
	return out
}

type maker struct {
	w       *World
	r       *rand.Rand
	ids     *ids
	people  people
	special string
	n       int
	mem     casework.Memory
	at      time.Time
	acts    []casework.Act
	subject casework.Subject
	members []casework.ItemID
}

var ctx = context.Background()

func (m *maker) as(p Person) *casework.Service {
	m.at = m.at.Add(time.Duration(1+m.r.IntN(600)) * time.Minute)
	now := m.at
	clock := casework.NewClock(func() time.Time { now = now.Add(time.Second); return now }, casework.StampAt(m.at))
	return casework.NewService(casework.Desk{Staff: p.Staff, Device: p.Device, Clock: clock, Reader: m.mem, NewID: m.ids.next})
}

// did keeps what a command made. The fictional staff know the rules: an error is a
// fault of this package.
func (m *maker) did(d casework.Done, err error) casework.Done {
	if err != nil {
		panic(fmt.Sprintf("casetest: case %d (%s): %v", m.n, m.special, err))
	}
	m.mem.Apply(d.Changes()...)
	m.acts = append(m.acts, d.Acts...)
	return d
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (m *maker) make() Made {
	m.at = Start.AddDate(0, 0, m.n%240)
	who := m.w.Counsellors[m.n%len(m.w.Counsellors)]
	lang := "de"
	if who.Office == m.w.Offices[1] {
		lang = "fr"
	}
	m.open(who)
	m.legal(who)
	for i := range 1 + m.r.IntN(4) {
		m.counsel(who, lang, i)
	}
	m.persons(who)
	if m.special != Pseudonymous && m.r.IntN(3) > 0 || m.special == Withdrew {
		m.plan(who, lang)
	}
	if m.r.IntN(3) == 0 {
		m.ask(who)
	}
	if m.r.IntN(3) == 0 || m.special == LongNote {
		m.review(who)
	}
	switch m.special {
	case Conflict:
		m.twice(who)
	case HandedOver:
		m.did(m.as(m.supervisor(who)).HandOver(ctx, m.subject, m.colleague(who).Staff, "Übergabe wegen Urlaub; Akte ist vollständig."))
	case Withdrew:
		m.did(m.as(who).Withdraw(ctx, m.subject.ID, m.members[0], "everything", "Ich habe es mir anders überlegt.", m.at))
	}
	out := Made{Case: m.subject, Name: m.special, Acts: m.acts, States: m.mem}
	for _, a := range m.acts {
		out.Changes = append(out.Changes, a.Changes...)
	}
	return out
}

func (m *maker) supervisor(of Person) Person {
	if of.Office == m.w.Offices[1] {
		return m.w.Supervisors[1]
	}
	return m.w.Supervisors[0]
}

func (m *maker) colleague(of Person) Person {
	for _, c := range m.w.Counsellors {
		if c.Office == of.Office && c.ID != of.ID {
			return c
		}
	}
	return of
}

func (m *maker) open(who Person) {
	size := []int{1, 1, 1, 1, 2, 3, 4, 5, 6}[m.r.IntN(9)]
	if m.special == Household {
		size = 9
	}
	if m.special == Pseudonymous || m.special == Minor {
		size = 1
	}
	form := casework.CaseForm{
		FileNumber: fmt.Sprintf("%c/2026/%04d", "GL"[m.n%2], m.n+1), Heard: pick(m.r, casework.EnumValues("heard")), Opened: m.at,
		Fields: map[casework.Field]casework.Value{"destination.country": casework.Value(m.people.country), "destination.region": casework.Value(pick(m.r, m.people.regions))},
	}
	family := pick(m.r, m.people.families)
	if m.special == Pseudonymous || m.special == "" && m.r.IntN(14) == 0 {
		form.Pseudonym = fmt.Sprintf("%s %d", pick(m.r, pseudonyms), m.n)
		size = 1
	}
	for i := range size {
		p := m.person(i, family)
		if form.Pseudonym != "" {
			p.Native, p.Latin, p.Spellings = "", "", nil
		}
		if i == 0 {
			form.Principal = &p
			d := m.did(m.as(who).OpenCase(ctx, form))
			m.subject, m.members = d.Subject, append(m.members, d.Item)
			continue
		}
		m.members = append(m.members, m.did(m.as(who).AddMember(ctx, m.subject.ID, p)).Item)
	}
}

func (m *maker) person(i int, family [2]string) casework.Member {
	gender, names := casework.Value("woman"), m.people.women
	if m.r.IntN(2) == 0 {
		gender, names = "man", m.people.men
	}
	name := pick(m.r, names)
	year, relation := 1960+m.r.IntN(42), casework.Value("principal")
	switch {
	case i == 1:
		relation = "spouse"
	case i > 1:
		relation, year = "child", 2004+m.r.IntN(21)
	}
	p := casework.Member{
		Native: name[0] + " " + family[0], Latin: name[1] + " " + family[1], Gender: gender, Relation: relation, Region: pick(m.r, m.people.regions),
		Nationalities: map[string]casework.Value{m.people.country: casework.Yes}, Travels: casework.Yes, Interpreter: casework.Yes,
		Languages: map[string]casework.Spoken{m.people.languages[0]: {Speaks: "first", Understands: casework.Yes, Reads: pick(m.r, casework.EnumValues("reads"))}},
		Spellings: map[string]casework.Value{"paper": casework.Value(name[1] + " " + m.people.spelling)},
	}
	if len(m.people.languages) > 1 && m.r.IntN(2) == 0 {
		p.Languages[m.people.languages[1]] = casework.Spoken{Speaks: "some", Understands: casework.Yes}
	}
	switch m.r.IntN(4) {
	case 0:
		p.Birth = casework.Value(fmt.Sprint(year))
	case 1:
		age := max(2026-year, 1)
		p.Birth = casework.AgeValue(age, age+2, m.at)
	default:
		p.Birth = casework.Value(fmt.Sprintf("%d-%02d-%02d", year, 1+m.r.IntN(12), 1+m.r.IntN(28)))
	}
	if m.special == Minor {
		p.Birth, p.Disputed = casework.AgeValue(16, 18, m.at), casework.Yes
	}
	return p
}

func (m *maker) legal(who Person) {
	notified := m.at.AddDate(0, 0, -m.r.IntN(20))
	m.did(m.as(who).Add(ctx, m.subject, casework.KindDecision, map[casework.Field]casework.Value{
		"member": casework.IDValue(m.members[0]), "kind": pick(m.r, []casework.Value{"asylum_rejection", "return_decision", "permit_refusal"}),
		"authority": pick(m.r, []casework.Value{"Bundesamt", "Préfecture du Nord", "Bezirkshauptmannschaft"}), "decided": casework.DateValue(notified.AddDate(0, 0, -9)),
		"notified": casework.DateValue(notified), "appeal.until": casework.DateValue(notified.AddDate(0, 0, 14)), "appeal": pick(m.r, []casework.Value{"possible", "open", "none"}),
		"legal_aid.told": casework.Yes, "departure.until": casework.DateValue(notified.AddDate(0, 0, 30)),
	}))
	m.did(m.as(who).Add(ctx, m.subject, casework.KindContact, map[casework.Field]casework.Value{
		"member": casework.IDValue(m.members[0]), "kind": "phone", "value": casework.Value(fmt.Sprintf("+43 660 555 %04d", m.r.IntN(10000))),
		"say": "Sprachschule", "hours": "17-19", "no_messages": casework.Yes,
	}))
	m.did(m.as(who).Add(ctx, m.subject, casework.KindTravelDocument, map[casework.Field]casework.Value{
		"member": casework.IDValue(m.members[0]), "kind": "passport", "number": casework.Value(fmt.Sprintf("%c%07d", 'A'+m.n%26, m.r.IntN(1e7))),
		"issued_by": casework.Value(m.people.country), "original_at": pick(m.r, casework.EnumValues("original_at")),
	}))
}

func (m *maker) notes(lang string, words int) string {
	var b strings.Builder
	for n := 0; n < words; {
		s := pick(m.r, sentences[lang])
		n += len(strings.Fields(s))
		b.WriteString(s)
		if m.r.IntN(6) == 0 {
			b.WriteString("\n\n" + pick(m.r, m.people.wants))
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func (m *maker) counsel(who Person, lang string, i int) {
	words := 20 + m.r.IntN(160)
	if m.special == LongNote && i == 0 {
		words = 4000
	}
	started := m.at.Truncate(time.Minute)
	form := casework.CounsellingSession{
		Kind: "follow_up", Setting: pick(m.r, []casework.Value{"office", "open_centre", "detention", "private_home", "telephone"}), Started: started,
		Ended: started.Add(time.Duration(15+m.r.IntN(60)) * time.Minute), Language: m.people.languages[0], Members: map[string]casework.Value{m.members[0].String(): casework.Yes},
		Private: "alone", InterpreterMode: pick(m.r, []casework.Value{"in_room", "telephone", "video"}), InterpreterIs: "professional",
		InterpreterWho: fmt.Sprintf("D-%03d", m.r.IntN(400)), InterpreterLanguage: m.people.languages[0], InterpreterAccepted: casework.Yes, InterpreterPledge: casework.Yes,
		Topics: map[string]casework.Told{}, Stages: map[string]casework.Value{"consideration": casework.Yes, "staying_or_other_route": casework.Yes},
		Said: m.notes(lang, words), Questions: map[string]casework.Asked{"1": {Text: pick(m.r, m.people.questions)}},
		Wants: pick(m.r, m.people.wants), ReadBack: "yes", OptionsShown: casework.Yes, LegalAdviceShown: casework.Yes, LegalAidTold: casework.Yes,
		Outcome:  pick(m.r, []casework.Value{"information_only", "still_considering", "wishes_to_apply", "pursues_stay", "does_not_want", "referred_legal"}),
		NextStep: pick(m.r, sentences[lang]), NextAt: started.AddDate(0, 0, 7+m.r.IntN(14)),
	}
	if i == 0 {
		form.Kind = "first"
		form.Voluntary = casework.Yes
	}
	for _, topic := range []string{"your-data", "your-choice", "legal-help", "what-support"}[:1+m.r.IntN(4)] {
		form.Topics[topic] = casework.Told{
			Language: m.people.languages[0], Version: "2026-01", SHA256: fmt.Sprintf("%064x", m.r.Uint64()), Shown: started, Understood: "yes",
			SaidBack: pick(m.r, m.people.wants),
		}
	}
	switch m.r.IntN(10) {
	case 0:
		form.InterpreterIs, form.InterpreterWhy = "family_member", "Niemand sonst war erreichbar."
	case 1:
		form.Doubt, form.DoubtBecause = casework.Yes, "Wirkte gedrängt; der Bruder wartete vor der Tür."
	}
	if m.special == Minor {
		form.Guardian = casework.Yes
	}
	d := m.did(m.as(who).RecordCounselling(ctx, m.subject.ID, casework.ItemID{}, form))
	if m.r.IntN(5) == 0 {
		m.did(m.as(who).AmendCounselling(ctx, m.subject.ID, d.Item, pick(m.r, sentences[lang]), started))
	}
	if m.r.IntN(6) == 0 {
		m.did(m.as(who).NotePrivately(ctx, m.subject.ID, d.Item, "Beim nächsten Mal mehr Zeit nehmen."))
	}
}

// persons adds what concerns single persons: health, need of protection, safeguards.
func (m *maker) persons(who Person) {
	principal := casework.IDValue(m.members[0])
	if m.r.IntN(3) == 0 {
		m.did(m.as(who).Add(ctx, m.subject, casework.KindMedical, map[casework.Field]casework.Value{
			"member": principal, "kind": "chronic", "severity": "serious", "description": "Diabetes Typ 1", "medication": "Insulin", "fit": "fit_with_help",
		}))
	}
	if m.r.IntN(4) == 0 || m.special == Minor {
		m.did(m.as(who).Add(ctx, m.subject, casework.KindVulnerability, map[casework.Field]casework.Value{
			"member": principal, "kind": pick(m.r, []casework.Value{"age_disputed", "violence", "trafficking", "single_parent"}), "severity": "serious",
			"description": "Im Gespräch unter vier Augen erwähnt.", "wants_help": casework.Yes,
		}))
	}
	for i, member := range m.members {
		if v := casework.MemberOf(m.mem[m.subject].Item(casework.KindMember, member)); v.MinorAt(m.at) {
			m.did(m.as(who).Add(ctx, m.subject, casework.KindSafeguard, map[casework.Field]casework.Value{
				"member": casework.IDValue(member), "kind": "best_interests", "met": pick(m.r, []casework.Value{"yes", "yes", "no"}), "by": "Jugendamt", "on": casework.DateValue(m.at),
			}))
			if i == 0 {
				m.did(m.as(who).Add(ctx, m.subject, casework.KindSafeguard, map[casework.Field]casework.Value{
					"member": casework.IDValue(member), "kind": "guardian", "met": "yes", "by": "Vormundin", "on": casework.DateValue(m.at),
				}))
			}
		}
	}
}

func (m *maker) plan(who Person, lang string) {
	lines := []casework.PlanLine{
		{Dimension: "economic", Approach: "business_start_up", Activity: pick(m.r, m.people.wants), Amount: casework.Amount{Minor: 200000, Currency: "EUR"}, Fund: "frontex", Support: "in_kind", Due: m.at.AddDate(0, 4, 0)},
		{Dimension: "social", Approach: "housing", Activity: pick(m.r, sentences[lang]), Amount: casework.Amount{Minor: 61500, Currency: "EUR"}, Fund: "frontex", Support: "cash"},
		{Dimension: "psychosocial", Approach: "psychosocial", Activity: pick(m.r, sentences[lang]), Fund: "public_service", Support: "service", Uncertain: casework.Yes},
	}
	plan := m.did(m.as(who).DraftPlan(ctx, m.subject.ID, casework.ReintegrationPlan{
		Member: m.members[0], Title: "Plan", Country: m.people.country, Place: pick(m.r, m.people.regions), Aspirations: pick(m.r, m.people.wants), Language: m.people.languages[0],
	}, lines[:1+m.r.IntN(3)]...))
	st := m.mem[m.subject]
	if len(casework.SafeguardsMissing(st, m.at.AddDate(0, 0, 1))) > 0 {
		return // the program would not do it either
	}
	m.did(m.as(who).AgreePlan(ctx, m.subject.ID, plan.Item, "yes", casework.ItemID{}, m.at))
	if m.r.IntN(2) == 0 {
		m.refer(who)
	}
}

func (m *maker) refer(who Person) {
	consent := m.did(m.as(who).AskConsent(ctx, m.subject.ID, casework.Consent{
		Member: m.members[0], Purpose: "share_partner", Basis: "consent", TextID: "share-partner", TextVersion: "2026-01", Language: m.people.languages[0], How: "signed",
		Recipients: map[string]casework.Recipient{"1": {Name: "Homeward Partners", Subject: m.w.Organisations[1], Kind: "ngo", Country: m.people.country}},
		Classes:    map[string]casework.Value{"medical": casework.Yes}, State: "given", On: m.at, Explained: casework.Yes,
	}))
	scout := m.scout()
	st := m.mem[m.subject]
	done := m.did(m.as(who).Refer(ctx, m.subject.ID, casework.ReferralForm{
		ToOrganisation: m.w.Organisations[1], ToOffice: m.w.Offices[2], ToStaff: scout.ID, Partner: "ngo", For: "reintegration", Country: m.people.country,
		Purpose: "Arrival and first weeks", Consent: consent.Item, TransferBasis: "consent", OutsideOffice: "Office 1", OutsideRole: "counsellor", FromCountry: "AT",
		Share: casework.Preview(st, casework.ConsentOf(st.Item(casework.KindConsent, consent.Item)), m.members...),
	}))
	m.did(m.as(scout).AnswerReferral(ctx, casework.SubjectID(done.Item), "accepted", "We can meet the family at the airport."))
}

func (m *maker) scout() Person {
	for _, s := range m.w.Scouts {
		for _, c := range s.Countries {
			if c == m.people.country {
				return s
			}
		}
	}
	return m.w.Scouts[0]
}

func (m *maker) ask(who Person) {
	m.did(m.as(who).AskRequest(ctx, casework.Request{
		Country: m.people.country, Region: pick(m.r, m.people.regions), Topic: pick(m.r, casework.EnumValues("request_topic")), Urgency: "normal",
		Question: "Is insulin available in the public pharmacies, and what does a month cost?", Case: m.subject.ID,
	}))
}

func (m *maker) review(who Person) {
	sessions := casework.CaseOf(m.mem[m.subject]).Sessions
	d := m.did(m.as(m.supervisor(who)).WriteReview(ctx, m.subject.ID, casework.Review{
		Session: sessions[0].ID, Verdict: pick(m.r, []casework.Value{"fine", "please_complete", "talk"}),
		Checks: map[string]casework.Check{"informed_decision": {Answer: "yes"}, "options_balanced": {Answer: "partly", Note: "Bleiben kurz behandelt."}}, Note: "Danke, gut nachvollziehbar.",
	}, casework.Comment{Kind: casework.KindCounselling, On: sessions[0].ID, Field: "said", Text: "Bitte das Datum ergänzen.", To: who.ID}))
	if m.r.IntN(2) == 0 {
		m.did(m.as(who).AnswerReview(ctx, m.subject.ID, d.Item, "Ergänzt."))
	}
}

// twice edits the same field of the principal at the same time on two devices.
func (m *maker) twice(who Person) {
	other := m.supervisor(who)
	seen := m.mem[m.subject].Item(casework.KindMember, m.members[0])
	a, errA := m.as(who).EditMember(ctx, m.subject.ID, m.members[0], map[casework.Field]casework.Value{"origin.region": casework.Value(m.people.regions[0]), "birth": "1987"}, seen)
	b, errB := m.as(other).EditMember(ctx, m.subject.ID, m.members[0], map[casework.Field]casework.Value{"birth": "1989"}, seen)
	m.did(a, errA)
	m.did(b, errB)
}
