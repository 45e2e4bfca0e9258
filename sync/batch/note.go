package batch

import "fmt"

// Note is something nodes tell each other that is no entry. Readers skip kinds they
// do not know, so later versions may add kinds.
type Note struct {
	Kind  NoteKind
	Bytes []byte
}

// NoteKind numbers kinds of notes.
type NoteKind uint16

// The kinds of version 1.
const (
	KindReconcile NoteKind = iota + 1
	KindWant
	KindWithdraw
	KindErased
	KindSetAside
	KindBacked
	KindEnrol
	KindEnrolled
	KindWipe
	KindHubKeys
	KindPolicy
	KindMoreReceipts
	KindPending
)

// Saying is what a note says, in a type of its kind.
type Saying interface {
	// Kind is the kind of note that says it.
	Kind() NoteKind
	append(b []byte) ([]byte, error)
}

// NewNote returns the note that says s.
func NewNote(s Saying) (Note, error) {
	b, err := s.append(nil)
	if err != nil {
		return Note{}, fmt.Errorf("note %d: %w", s.Kind(), err)
	}
	return Note{s.Kind(), b}, nil
}

// Notes returns the notes that say all of them.
func Notes(all ...Saying) ([]Note, error) {
	notes := make([]Note, 0, len(all))
	for _, s := range all {
		n, err := NewNote(s)
		if err != nil {
			return nil, err
		}
		notes = append(notes, n)
	}
	return notes, nil
}

// Size is how many bytes n takes in an opened batch.
func (n Note) Size() int { return frameHead + 2 + len(n.Bytes) }

// Read returns what n says, by value ([Want], never *Want); nil for a kind this
// version does not know.
func (n Note) Read() (s Saying, err error) {
	c := &cursor{b: n.Bytes}
	switch n.Kind {
	case KindReconcile:
		s, err = c.reconcile()
	case KindWant:
		s = Want{c.ids()}
	case KindWithdraw:
		s = Withdraw{c.ids()}
	case KindErased:
		s = Erased{c.ids()}
	case KindMoreReceipts:
		s = c.moreReceipts()
	case KindSetAside:
		s = c.setAside()
	case KindBacked:
		s = Backed{c.time()}
	case KindEnrol:
		s, err = c.enrol()
	case KindEnrolled:
		s = c.enrolled()
	case KindWipe:
		s = c.wipe()
	case KindHubKeys:
		s = HubKeys{c.rest()}
	case KindPolicy:
		s = Policy{c.rest()}
	case KindPending:
		s = Pending{c.u64(), c.u64()}
	default:
		return nil, nil
	}
	if err == nil && !c.done() {
		err = ErrFormat
	}
	if err == nil { // for the rules that are written there
		_, err = s.append(nil)
	}
	if err != nil {
		return nil, fmt.Errorf("note %d: %w", n.Kind, err)
	}
	return s, nil
}
