package main

import (
	"path/filepath"
	"slices"

	"waymark/internal/casestore"
	"waymark/internal/casework"
	"waymark/internal/vault"
	"waymark/sync/device"
)

// outcome is what a store holds of the case that the demo is about.
type outcome struct {
	session casework.CounsellingSession
	plan    casework.ReintegrationPlan
	line    casework.PlanLine
	review  casework.Review
	comment casework.Comment
}

// check opens both vaults, with the programs gone, and looks for what was typed.
func (d *demo) check() {
	d.counsellor.kill()
	d.supervisor.kill()
	mine := d.outcome(d.counsellor, d.passphrase)
	theirs := d.outcome(d.supervisor, d.bossPassphrase)
	if mine.session.ID != theirs.session.ID || mine.line.ID != theirs.line.ID || mine.review.ID != theirs.review.ID || mine.comment.ID != theirs.comment.ID {
		fail("the two stores hold different things of the case")
	}
	say("both stores: session, plan, review and answer as they were typed; both safe and up to date")
}

func (d *demo) outcome(l *laptop, passphrase string) (o outcome) {
	v, err := vault.Unlock(filepath.Join(l.data, "vault"), []byte(passphrase), vault.Options{})
	must(err, "unlock the vault of the "+l.name)
	defer v.Close()
	store, err := casestore.Open(d.ctx, v.Path("cases.db"), casestore.Options{VFS: v.VFS()})
	must(err, "open the store of the "+l.name)
	defer store.Close()
	status, err := device.New(store, device.Options{}).Status(d.ctx)
	must(err, "ask how safe it is")
	if !status.Safe || !status.UpToDate || status.Aside > 0 || status.Waiting > 0 {
		fail("%s: not safe and up to date: %+v", l.name, status)
	}
	drafts, err := store.Drafts(d.ctx)
	must(err, "read drafts")
	if len(drafts) > 0 {
		fail("%s: %d drafts are left", l.name, len(drafts))
	}
	cases, err := store.Caseload(d.ctx, casestore.Filter{})
	must(err, "list cases")
	if want := fictional + 1; len(cases) != want {
		fail("%s: %d cases, not %d", l.name, len(cases), want)
	}
	found, err := store.Search(d.ctx, d.number, 5)
	must(err, "search")
	if len(found) == 0 {
		fail("%s: no case %s", l.name, d.number)
	}
	state, err := store.State(d.ctx, found[0].Subject)
	must(err, "read case")
	c := casework.CaseOf(state)
	if n := len(c.Conflicts); n > 0 || c.Newer {
		fail("%s: %d conflicts, or something newer", l.name, n)
	}
	i := slices.IndexFunc(c.Sessions, func(s casework.CounsellingSession) bool { return s.Said == said })
	if i < 0 {
		fail("%s: no session with the words typed", l.name)
	}
	o.session = c.Sessions[i]
	if o.session.Outcome != "still_considering" || o.session.NextStep != nextStep || !o.session.Recorded() || !shown(o.session, "ar") {
		fail("%s: the session lacks its outcome, its next step or the topics shown in Arabic", l.name)
	}
	for _, p := range c.Plans {
		for _, line := range c.LinesOf(p.ID) {
			if line.Activity == activity {
				o.plan, o.line = p, line
			}
		}
	}
	if o.plan.Aspirations != wish || o.line.Amount != (casework.Amount{Minor: 120000, Currency: "EUR"}) {
		fail("%s: the plan is %q with %+v", l.name, o.plan.Aspirations, o.line.Amount)
	}
	for _, r := range c.Reviews {
		for _, k := range casework.CommentsOf(state) {
			if k.Review == r.ID && k.Text == remark {
				o.review, o.comment = r, k
			}
		}
	}
	if o.review.Verdict != "please_complete" || o.comment.Answer != answer || o.review.Answer != done {
		fail("%s: the review is %q, the answer to its remark %q, to the whole %q", l.name, o.review.Verdict, o.comment.Answer, o.review.Answer)
	}
	return o
}

// shown reports whether a topic was before the person in a language.
func shown(s casework.CounsellingSession, language string) bool {
	for _, t := range s.Topics {
		if string(t.Language) == language {
			return true
		}
	}
	return false
}
