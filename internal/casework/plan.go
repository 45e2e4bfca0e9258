package casework

import (
	"cmp"
	"slices"
	"time"
)

// ReintegrationPlan is the view of a plan, and the form to draft one.
type ReintegrationPlan struct {
	*Item
	Member      ItemID    `f:"member"`
	Title       string    `f:"title"`
	Version     int       `f:"version"`
	Follows     ItemID    `f:"follows"`
	State       Value     `f:"state"`
	Made        time.Time `f:"made"`
	Agreed      time.Time `f:"agreed"`
	ReadBack    Value     `f:"read_back"`
	Country     string    `f:"country"`
	Place       string    `f:"place"`
	Aspirations string    `f:"aspirations"`
	Family      string    `f:"family"`
	OwnMeans    string    `f:"own_means"`
	Language    string    `f:"language"`
	Note        string    `f:"note"`
}

// PlanLine is the view of a line, and the form to add one.
type PlanLine struct {
	*Item
	Plan      ItemID    `f:"plan"`
	Member    ItemID    `f:"member"`
	Order     int       `f:"order"`
	Dimension Value     `f:"dimension"`
	Approach  Value     `f:"approach"`
	Activity  string    `f:"activity"`
	Provider  string    `f:"provider"`
	Service   SubjectID `f:"service"` // of the directory
	Fund      Value     `f:"fund"`
	Programme string    `f:"programme"`
	Package   string    `f:"package"`
	Rule      string    `f:"rule"`
	RuleIn    string    `f:"rule.version"`
	Amount    Amount    `f:"amount"`
	Support   Value     `f:"support"`
	Who       string    `f:"who"`
	Due       time.Time `f:"due"`
	Proof     Value     `f:"proof"`
	Uncertain Value     `f:"uncertain"`
	State     Value     `f:"state"`
	SentTo    string    `f:"sent.to"`
	Sent      time.Time `f:"sent"`
	Decided   time.Time `f:"decided"`
	DecidedBy string    `f:"decided.by"`
	Approved  Amount    `f:"approved"`
	Reason    string    `f:"reason"`
	Remedy    string    `f:"remedy"`
}

// Promised reports whether the line may be called promised: somebody with the power
// to approve it has, and nobody contradicts.
func (l PlanLine) Promised() bool {
	_, undecided := l.Conflict("state")
	return !undecided && (l.State == "approved" || l.State == "changed" || l.State == "delivered" || l.State == "partly_delivered") && l.DecidedBy != ""
}

// PlanOf reads a plan.
func PlanOf(it *Item) ReintegrationPlan {
	p := ReintegrationPlan{Item: it}
	read(it, &p)
	return p
}

// PlanLineOf reads a line.
func PlanLineOf(it *Item) PlanLine {
	l := PlanLine{Item: it}
	read(it, &l)
	return l
}

// LinesOf returns the lines of one plan in their order.
func (c Case) LinesOf(plan ItemID) []PlanLine {
	return slices.DeleteFunc(slices.Clone(c.Lines), func(l PlanLine) bool { return l.Plan != plan })
}

func linesOf(st *State) []PlanLine {
	var out []PlanLine
	for _, it := range st.Of(KindPlanLine) {
		out = append(out, PlanLineOf(it))
	}
	slices.SortStableFunc(out, func(a, b PlanLine) int {
		return cmp.Or(a.Plan.Compare(b.Plan), cmp.Compare(a.Order, b.Order), a.ID.Compare(b.ID))
	})
	return out
}
