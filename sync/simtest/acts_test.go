package simtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/sync/batch"
)

// write lets somebody record something, as people do with what they have before them.
// What the rules do not allow them is not written.
func (v *village) write(l *laptop) error { return v.does(l, v.act) }

func (v *village) does(l *laptop, act func(*laptop) (casework.Done, error)) error {
	done, err := act(l)
	switch {
	case errors.Is(err, errNothing):
		return nil
	case errors.Is(err, casework.ErrNotAllowed), errors.Is(err, casework.ErrUnknown), errors.Is(err, casework.ErrErased), errors.Is(err, casework.ErrSecondPerson):
		v.say("%s may not", l)
		return nil
	case errors.Is(err, casestore.ErrNoReader):
		return nil
	}
	if err := v.record(l, done, err); err != nil {
		return fmt.Errorf("%s records: %w", l, err)
	}
	return nil
}

var errNothing = errors.New("nothing to write to")

// pick draws one of the subjects that are on a laptop.
func (v *village) pick(l *laptop, from []casework.Subject) (casework.Subject, error) {
	var here []casework.Subject
	for _, s := range from {
		it, err := l.store.Item(v.ctx, s, casework.RootKey(s.Kind))
		if err != nil {
			return s, err
		}
		if it.Written() {
			here = append(here, s)
		}
	}
	if len(here) == 0 {
		return casework.Subject{}, errNothing
	}
	return here[v.r.IntN(len(here))], nil
}

func (v *village) words() casework.Value {
	return casework.Value(fmt.Sprintf("words %d %s", v.r.IntN(1000), strings.Repeat("lorem ", v.r.IntN(40))))
}

// shared is an item that everybody who has a case writes to.
func shared(s casework.Subject) casework.ItemID { return casework.ItemID(s.ID) }

type fields = map[casework.Field]casework.Value

func (v *village) act(l *laptop) (casework.Done, error) {
	s, ctx := l.service(), v.ctx
	if l.staff.Role == casework.Scout {
		return v.scoutAct(l)
	}
	which := v.r.IntN(100)
	if which < 14 || len(v.cases) == 0 {
		name := casework.Value(fmt.Sprintf("person %d", v.r.IntN(1000)))
		done, err := s.OpenCase(ctx, casework.CaseForm{FileNumber: fmt.Sprintf("%s-%d", l.name, len(v.cases)), Principal: &casework.Member{Latin: string(name)}})
		if err == nil {
			v.cases = append(v.cases, done.Subject)
			v.say("%s opens case %d", l, len(v.cases))
		}
		return done, err
	}
	about, err := v.pick(l, v.cases)
	if err != nil {
		return casework.Done{}, err
	}
	v.say("%s writes (%d) to case %d", l, which, slices.Index(v.cases, about)+1)
	switch {
	case which < 34:
		return s.Add(ctx, about, casework.KindCounselling, fields{"said": v.words()})
	case which < 44:
		return s.Write(ctx, casework.Edit{Subject: about, Kind: casework.KindEpisode, Item: shared(about), Fields: fields{"note": v.words()}})
	case which < 48:
		return v.delete(l, about)
	case which < 53:
		return s.Add(ctx, about, casework.KindContact, fields{"value": v.words()})
	case which < 57:
		return s.Add(ctx, about, casework.KindPrivateNote, fields{"text": v.words()})
	case which < 61:
		v.happened(longEntry)
		b := make([]byte, 9_000+v.r.IntN(40_000))
		for i := range b {
			b[i] = byte(v.r.Uint32())
		}
		return s.AddFile(ctx, about, []casework.Class{casework.Core, casework.Medical, casework.Legal}[v.r.IntN(3)], fields{"what": "letter"}, b)
	case which < 68:
		done, err := s.HandOver(ctx, about, v.colleague(l), "on leave")
		if err == nil {
			v.happened(handedOver)
		}
		return done, err
	case which < 72:
		who := v.colleague(l)
		if v.chance(50) {
			return s.EndDeputy(ctx, about.ID, who.ID)
		}
		v.happened(deputised)
		return s.Deputise(ctx, about.ID, who, v.now.Add(24*time.Hour))
	case which < 78:
		return v.refer(l)
	case which < 82:
		return v.withdrawReferral(l)
	case which < 86:
		return s.WriteNote(ctx, casework.SubjectID{}, map[casework.Field]casework.Value{"country": "GE", "text.en": v.words()})
	case which < 89:
		return s.AskRequest(ctx, casework.Request{Country: "GE", Question: string(v.words())})
	case which < 95:
		return v.askErase(l, about)
	}
	return v.erase(l, about)
}

// delete deletes the shared item, or takes that back.
func (v *village) delete(l *laptop, about casework.Subject) (casework.Done, error) {
	key := casework.ItemKey{Kind: casework.KindEpisode, ID: shared(about)}
	if v.chance(30) {
		return l.service().Undelete(v.ctx, about, key)
	}
	return l.service().Delete(v.ctx, about, key, nil)
}

// colleague draws a counsellor or supervisor of the same organisation.
func (v *village) colleague(l *laptop) casework.Staff {
	for {
		if other := v.laptops[v.r.IntN(len(v.laptops))]; other.staff.Organisation == l.staff.Organisation && other.staff.ID != l.staff.ID {
			return other.staff
		}
	}
}

// refer gives the scout's organisation a part of a case: what the service makes of a
// consent, written here without one, because the consent is not what is tested.
func (v *village) refer(l *laptop) (casework.Done, error) {
	scout := v.named("scout")
	about := casework.Subject{Kind: casework.SubjectReferral, ID: newOf[casework.SubjectID]()}
	root := fields{"organisation": casework.IDValue(l.staff.Organisation), "office": casework.IDValue(l.staff.Office), "assigned": casework.IDValue(l.staff.ID),
		"to.organisation": casework.IDValue(scout.staff.Organisation), "to.office": casework.IDValue(scout.staff.Office), "purpose": v.words()}
	if v.chance(30) {
		root["to.staff"] = casework.IDValue(scout.staff.ID)
	}
	v.referrals = append(v.referrals, about)
	v.happened(referred)
	return l.service().Write(v.ctx,
		casework.Edit{Subject: about, Kind: casework.KindReferral, Fields: root},
		casework.Edit{Subject: about, Kind: casework.KindExtract, Item: newOf[casework.ItemID](), Fields: fields{"value.name": v.words()}},
		casework.Edit{Subject: about, Kind: casework.KindExtractMedical, Item: newOf[casework.ItemID](), Fields: fields{"value.needs": v.words()}})
}

func (v *village) withdrawReferral(l *laptop) (casework.Done, error) {
	about, err := v.pick(l, v.referrals)
	if err != nil {
		return casework.Done{}, err
	}
	done, err := l.service().Write(v.ctx, casework.Edit{Subject: about, Kind: casework.KindReferral, Fields: fields{"withdrawn": casework.DateValue(v.now)}})
	if err == nil {
		v.happened(referralWithdrawn)
	}
	return done, err
}

func (v *village) scoutAct(l *laptop) (casework.Done, error) {
	about, err := v.pick(l, v.referrals)
	if err != nil {
		return casework.Done{}, err
	}
	v.say("%s writes to a referral", l)
	return l.service().Add(v.ctx, about, casework.KindMessage, fields{"text": v.words()})
}

// askErase asks for all of one entry, or for the case as a whole.
func (v *village) askErase(l *laptop, about casework.Subject) (casework.Done, error) {
	if v.chance(20) {
		v.say("%s asks to erase the case", l)
		return l.service().AskErase(v.ctx, about, "retention", nil)
	}
	one, err := v.pickEntry(l, about)
	if err != nil {
		return casework.Done{}, err
	}
	var ids []casework.ChangeID
	for _, c := range one {
		ids = append(ids, c.ID)
	}
	v.say("%s asks to erase an entry", l)
	return l.service().AskErase(v.ctx, about, "retention", ids)
}

// pickEntry draws an entry about a case that holds neither the case itself nor an order.
func (v *village) pickEntry(l *laptop, about casework.Subject) ([]casework.Change, error) {
	history, err := l.store.History(v.ctx, about)
	if err != nil {
		return nil, err
	}
	var order []batch.EntryID
	entries := map[batch.EntryID][]casework.Change{}
	for _, h := range history {
		if len(entries[h.Entry]) == 0 {
			order = append(order, h.Entry)
		}
		entries[h.Entry] = append(entries[h.Entry], h.Change)
	}
	order = slices.DeleteFunc(order, func(e batch.EntryID) bool {
		f := v.facts[e]
		return f == nil || f.circle != 0 || slices.ContainsFunc(f.changes, func(c casework.Change) bool {
			return c.Kind == casework.KindCase || c.Kind == casework.KindEraseAsk || c.Kind.IsErase()
		})
	})
	if len(order) == 0 {
		return nil, errNothing
	}
	return entries[order[v.r.IntN(len(order))]], nil
}

// erase grants what somebody else asked for.
func (v *village) erase(l *laptop, about casework.Subject) (casework.Done, error) {
	asks, err := l.store.Items(v.ctx, about, casework.KindEraseAsk)
	if err != nil || len(asks) == 0 {
		return casework.Done{}, errors.Join(errNothing, err)
	}
	ask := asks[v.r.IntN(len(asks))]
	history, err := l.store.History(v.ctx, about)
	if err != nil {
		return casework.Done{}, err
	}
	var changes []casework.Change
	for _, h := range history {
		if ask.Is(casework.F("change", h.ID.String())) {
			changes = append(changes, h.Change)
		}
	}
	done, err := l.service().Erase(v.ctx, about, ask.ID, changes)
	if err == nil {
		v.erasedOnce = true
		if ask.Is("whole") {
			v.happened(erasedWhole)
		} else {
			v.happened(erasedSome)
		}
	}
	return done, err
}

// rogue lets the scout write to a case that is nobody's business of theirs, past the
// rules of their own program.
func (v *village) rogue() error {
	l := v.named("scout")
	if len(v.cases) == 0 {
		return nil
	}
	about := v.cases[v.r.IntN(len(v.cases))]
	at, stamp := l.store.Clock().Next()
	c := casework.Change{ID: newOf[casework.ChangeID](), Subject: about, Kind: casework.KindEpisode, Item: shared(about), By: l.staff.ID,
		Device: casework.DeviceID(l.node), At: at, Stamp: stamp, Body: fields{"note": v.words()}}
	if err := l.store.Record(v.ctx, []casework.Act{{Subject: about, Class: casework.Core, Changes: []casework.Change{c}}}); err != nil {
		return err
	}
	v.happened(rogueWrite)
	v.say("%s writes to case %d past the rules", l, slices.Index(v.cases, about)+1)
	return v.learn(l, true)
}
