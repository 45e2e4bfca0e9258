package hub

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waymark/internal/casework"
	"waymark/sync/batch"
)

// Had is what a device had, as far as the hub knows: for the report about one that was
// lost or revoked. What was withdrawn from it is not in it.
type Had struct {
	Listed
	Classes []HadClass // by class
	Cases   []HadCase  // whose; by file number
	Others  int        // subjects that are no cases
	Aside   int        // entries it sent that are set aside, not mended
	Wiping  *Wiping    // nil if no wipe was ordered
}

// HadClass counts entries of one class.
type HadClass struct {
	Class          casework.Class
	Entries, Bytes int64
}

// HadCase is a case of which the device had something. It names nobody: who may, finds
// the person by the number.
type HadCase struct {
	Case       casework.SubjectID
	FileNumber string // "" if the hub cannot read it
	Classes    []casework.Class
}

// Report returns what a device had.
func (h *Hub) Report(ctx context.Context, d batch.NodeID) (got Had, err error) {
	all, err := h.Devices(ctx)
	if err != nil {
		return got, fmt.Errorf("report: %w", err)
	}
	at := slices.IndexFunc(all, func(l Listed) bool { return l.ID == d })
	if at < 0 {
		return got, fmt.Errorf("report: device: %w", ErrUnknown)
	}
	err = h.store.View(ctx, func(tx Tx) error {
		got = Had{Listed: all[at]}
		return h.report(tx, d, &got)
	})
	if err != nil {
		return got, fmt.Errorf("report: %w", err)
	}
	return got, nil
}

func (h *Hub) report(tx Tx, d batch.NodeID, got *Had) (err error) {
	if got.Wiping, err = wiping(tx, d); err != nil {
		return err
	}
	asides, err := tx.Asides(d)
	if err != nil {
		return err
	}
	got.Aside = len(asides)
	var ids []batch.EntryID
	if err := tx.Range(d, batch.EntryID{}, batch.EntryID{}, func(e batch.EntryID) bool { ids = append(ids, e); return true }); err != nil {
		return err
	}
	rows, err := tx.Pending(d, 1<<30)
	if err != nil {
		return err
	}
	untold := map[batch.EntryID]bool{} // meant for it, and perhaps never there
	for _, r := range rows {
		untold[r.Entry] = r.Op == Give
	}
	classes, cases, others := map[casework.Class]*HadClass{}, map[casework.SubjectID]map[casework.Class]bool{}, map[batch.Bytes16]bool{}
	for some := range slices.Chunk(ids, 500) {
		kept, err := tx.Entries(some, 0)
		if err != nil {
			return err
		}
		for _, e := range kept {
			if untold[e.ID] {
				continue
			}
			c := casework.Class(e.Class)
			if classes[c] == nil {
				classes[c] = &HadClass{Class: c}
			}
			classes[c].Entries++
			classes[c].Bytes += int64(e.Length)
			if casework.SubjectKind(e.Kind) != casework.SubjectCase {
				others[e.Subject] = true
				continue
			}
			s := casework.SubjectID(e.Subject)
			if cases[s] == nil {
				cases[s] = map[casework.Class]bool{}
			}
			cases[s][c] = true
		}
	}
	got.Others = len(others)
	for _, c := range classes {
		got.Classes = append(got.Classes, *c)
	}
	slices.SortFunc(got.Classes, func(a, b HadClass) int { return int(a.Class) - int(b.Class) })
	return h.reportCases(tx, cases, got)
}

func (h *Hub) reportCases(tx Tx, cases map[casework.SubjectID]map[casework.Class]bool, got *Had) error {
	var ids []casework.SubjectID
	for s := range cases {
		ids = append(ids, s)
	}
	for some := range slices.Chunk(ids, 500) {
		states, err := steeringStates(tx, some)
		if err != nil {
			return err
		}
		for _, s := range some {
			c := HadCase{Case: s}
			for class := range cases[s] {
				c.Classes = append(c.Classes, class)
			}
			slices.Sort(c.Classes)
			if st := states[s]; st != nil {
				c.FileNumber = string(st.Item(casework.KindCase, casework.ItemID{}).Get("file_number"))
			}
			got.Cases = append(got.Cases, c)
		}
	}
	slices.SortFunc(got.Cases, func(a, b HadCase) int {
		if n := strings.Compare(a.FileNumber, b.FileNumber); n != 0 {
			return n
		}
		return strings.Compare(a.Case.String(), b.Case.String())
	})
	return nil
}
