package casework

import "time"

// Review is the view of a second reading, and the form to write one.
type Review struct {
	*Item
	Session  ItemID           `f:"counselling"`
	Plan     ItemID           `f:"plan"`
	Verdict  Value            `f:"verdict"` // fine | please_complete | talk
	Checks   map[string]Check `f:"check.*"` // by the point of the checklist
	Note     string           `f:"note"`
	Second   ItemID           `f:"second.for"` // the review this is the second pair of eyes for
	Sampled  Value            `f:"sampled"`
	Answer   string           `f:"answer"`
	Answered Value            `f:"answered"`
	TalkHeld Value            `f:"talk.held"`
	TalkOn   time.Time        `f:"talk.on"`
}

// Check is one point of the checklist.
type Check struct {
	Answer Value  `f:"."`
	Note   string `f:"note"`
}

// Comment is a remark on the place it concerns.
type Comment struct {
	*Item
	Review   ItemID  `f:"review"`
	Kind     Kind    `f:"place.kind"`
	On       ItemID  `f:"place.item"`
	Field    Field   `f:"place.field"`
	Text     string  `f:"text"`
	Answer   string  `f:"answer"`
	Resolved Value   `f:"resolved"`
	To       StaffID `f:"to"`
}

// ReviewOf reads a review.
func ReviewOf(it *Item) Review {
	r := Review{Item: it}
	read(it, &r)
	return r
}

// By is who wrote the verdict.
func (r Review) By() StaffID {
	h, _ := r.Head("verdict")
	return h.By
}

// Open reports whether somebody still has to do something about it.
func (r Review) Open() bool {
	return r.Verdict == "please_complete" && r.Answered != Yes || r.Verdict == "talk" && r.TalkHeld != Yes
}

// CommentOf reads a comment.
func CommentOf(it *Item) Comment {
	c := Comment{Item: it}
	read(it, &c)
	return c
}

// CommentsOf returns the comments of a case, in the order of their making.
func CommentsOf(st *State) []Comment {
	var out []Comment
	for _, it := range st.Of(KindComment) {
		out = append(out, CommentOf(it))
	}
	return out
}
