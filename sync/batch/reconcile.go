package batch

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"
)

// Ranger is a set of entry identifiers that can be walked in order.
type Ranger interface {
	// Range returns the identifiers from lo (included) to hi (excluded; zero means
	// without end), ascending, each once. After an error it stops.
	Range(lo, hi EntryID) iter.Seq2[EntryID, error]
}

// Reconcile is one message of two nodes that find out in what their sets differ.
// The ranges of a message ascend and do not overlap.
//
// Both ends do the same and remember nothing between messages: one begins with
// [Start], and whoever gets a message sends the Reply of its [Reconcile.Answer],
// until that is empty. A lost message only means that somebody starts again.
type Reconcile struct{ Ranges []Range }

// Kind is [KindReconcile].
func (Reconcile) Kind() NoteKind { return KindReconcile }

// Range is a stretch of the space of identifiers and what its sender has there.
type Range struct {
	Lo, Hi EntryID // from Lo (included) to Hi (excluded; zero means without end)
	// IDs are all the identifiers there, ascending; when Listed is false, there are
	// Count of them and Print stands for them.
	Listed bool
	IDs    []EntryID
	Count  uint32
	Print  [16]byte // the first half of SHA-256 of the sum of a Set
}

const (
	splitIn   = 16 // ranges made of one that differs
	listUpTo  = 32 // identifiers are listed rather than split
	maxRanges = 4096
	maxListed = 1 << 16 // identifiers in one message
)

// Start returns the first message about r's set.
func Start(r Ranger) (Reconcile, error) {
	ids, err := gather(r, EntryID{}, EntryID{})
	if err != nil {
		return Reconcile{}, fmt.Errorf("start to reconcile: %w", err)
	}
	if len(ids) <= listUpTo {
		return Reconcile{[]Range{summary(EntryID{}, EntryID{}, ids)}}, nil
	}
	return Reconcile{split(EntryID{}, EntryID{}, ids)}, nil
}

// Answer is what a node learns from a message, and says to it.
type Answer struct {
	Reply Reconcile // no ranges: there is nothing more to say
	Give  []EntryID // what this node has and the other lacks, ascending
	Want  []EntryID // what the other has and this node lacks, ascending
}

// Answer compares m with r's set. It walks r's set at most once. A message about
// very different sets may be answered in part, lowest identifiers first: when both
// have given each other what they found, they compare and start again, and there is
// less to find.
func (m Reconcile) Answer(r Ranger) (a Answer, err error) {
	listed := 0
	for _, theirs := range m.Ranges {
		if len(a.Reply.Ranges) > maxRanges-splitIn || listed > maxListed-listUpTo {
			break
		}
		mine, err := gather(r, theirs.Lo, theirs.Hi)
		if err != nil {
			return Answer{}, fmt.Errorf("answer to reconcile: %w", err)
		}
		own := summary(theirs.Lo, theirs.Hi, mine)
		switch {
		case theirs.Listed:
			give, want := differ(mine, theirs.IDs)
			a.Give, a.Want = append(a.Give, give...), append(a.Want, want...)
		case theirs.Count == own.Count && theirs.Print == own.Print:
		case theirs.Count == 0:
			a.Give = append(a.Give, mine...)
		case len(mine) <= listUpTo:
			listed += len(mine)
			a.Reply.Ranges = append(a.Reply.Ranges, Range{Lo: theirs.Lo, Hi: theirs.Hi, Listed: true, IDs: mine})
		case theirs.Count <= listUpTo: // then they list
			a.Reply.Ranges = append(a.Reply.Ranges, own)
		default:
			a.Reply.Ranges = append(a.Reply.Ranges, split(theirs.Lo, theirs.Hi, mine)...)
		}
	}
	return a, nil
}

func gather(r Ranger, lo, hi EntryID) (ids []EntryID, err error) {
	for e, err := range r.Range(lo, hi) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, e)
	}
	return ids, nil
}

func summary(lo, hi EntryID, ids []EntryID) Range {
	s := SetOf(ids...)
	sum := sha256.Sum256(s.Sum[:])
	return Range{Lo: lo, Hi: hi, Count: uint32(len(ids)), Print: [16]byte(sum[:16])}
}

// split cuts a range where its identifiers are, not where the space is: they are
// dated and lie close together.
func split(lo, hi EntryID, ids []EntryID) (ranges []Range) {
	for i := range splitIn {
		from, to := i*len(ids)/splitIn, (i+1)*len(ids)/splitIn
		end := hi
		if i < splitIn-1 {
			end = border(ids[to-1], ids[to])
		}
		ranges = append(ranges, summary(lo, end, ids[from:to]))
		lo = end
	}
	return ranges
}

// border returns the shortest identifier (most zeros at its end) that is above a
// and not above b.
func border(a, b EntryID) (e EntryID) {
	for i := range b {
		e[i] = b[i]
		if a[i] != b[i] {
			break
		}
	}
	return e
}

// differ returns what is only in a and what is only in b; both ascend.
func differ(a, b []EntryID) (onlyA, onlyB []EntryID) {
	for len(a) > 0 && len(b) > 0 {
		switch order := a[0].Compare(b[0]); {
		case order < 0:
			onlyA, a = append(onlyA, a[0]), a[1:]
		case order > 0:
			onlyB, b = append(onlyB, b[0]), b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return append(onlyA, a...), append(onlyB, b...)
}

const (
	rangeListed = 1 // identifiers follow, not count and print
	rangeLo     = 2 // Lo is written; otherwise it is the Hi before, at first zero
)

func (m Reconcile) append(b []byte) ([]byte, error) {
	if len(m.Ranges) > maxRanges {
		return nil, fmt.Errorf("reconcile %d ranges: %w", len(m.Ranges), ErrTooLarge)
	}
	var before EntryID
	listed := 0
	for i, r := range m.Ranges {
		if i > 0 && (before.IsZero() || r.Lo.Compare(before) < 0) || !r.Hi.IsZero() && r.Hi.Compare(r.Lo) <= 0 {
			return nil, fmt.Errorf("reconcile ranges out of order: %w", ErrFormat)
		}
		var tag byte
		if r.Listed {
			tag |= rangeListed
		}
		if r.Lo != before {
			tag |= rangeLo
		}
		b = append(b, tag)
		if r.Lo != before {
			b = appendBound(b, r.Lo)
		}
		b = appendBound(b, r.Hi)
		before = r.Hi
		if !r.Listed {
			if len(r.IDs) > 0 {
				return nil, fmt.Errorf("reconcile a summary with identifiers: %w", ErrFormat)
			}
			b = append(put32(b, r.Count), r.Print[:]...)
			continue
		}
		if r.Count != 0 || r.Print != [16]byte{} {
			return nil, fmt.Errorf("reconcile a list with a summary: %w", ErrFormat)
		}
		if listed += len(r.IDs); listed > maxListed {
			return nil, fmt.Errorf("reconcile %d identifiers: %w", listed, ErrTooLarge)
		}
		b = put32(b, uint32(len(r.IDs)))
		for i, e := range r.IDs {
			if i > 0 && e.Compare(r.IDs[i-1]) <= 0 || e.Compare(r.Lo) < 0 || !r.Hi.IsZero() && e.Compare(r.Hi) >= 0 {
				return nil, fmt.Errorf("reconcile identifiers out of order: %w", ErrFormat)
			}
			b = append(b, e[:]...)
		}
	}
	return b, nil
}

// appendBound writes e without the zeros at its end.
func appendBound(b []byte, e EntryID) []byte {
	n := len(e)
	for n > 0 && e[n-1] == 0 {
		n--
	}
	return put8s(b, e[:n])
}

func (c *cursor) bound() (e EntryID) {
	b := c.bytes8()
	if len(b) > len(e) || len(b) > 0 && b[len(b)-1] == 0 {
		c.bad = true
		return e
	}
	copy(e[:], b)
	return e
}

func (c *cursor) reconcile() (m Reconcile, err error) {
	var before EntryID
	listed := 0
	for len(c.b) > 0 && !c.bad {
		if len(m.Ranges) == maxRanges {
			return m, fmt.Errorf("reconcile ranges: %w", ErrTooLarge)
		}
		tag := c.u8()
		if tag > rangeListed|rangeLo {
			return m, fmt.Errorf("reconcile range: %w", ErrFormat)
		}
		r := Range{Lo: before}
		if tag&rangeLo != 0 {
			if r.Lo = c.bound(); r.Lo == before {
				c.bad = true
			}
		}
		r.Hi = c.bound()
		before = r.Hi
		if tag&rangeListed == 0 {
			r.Count = c.u32()
			c.fixed(r.Print[:])
		} else {
			r.Listed = true
			n := int(c.u32())
			if listed += n; listed > maxListed {
				return m, fmt.Errorf("reconcile identifiers: %w", ErrTooLarge)
			}
			ids := &cursor{b: c.take(16 * n), bad: c.bad}
			if n > 0 && !c.bad {
				r.IDs = ids.ids()
			}
		}
		m.Ranges = append(m.Ranges, r)
	}
	return m, nil
}

// Sorted is a Ranger of identifiers in memory, which must ascend.
type Sorted []EntryID

// Range returns those from lo to hi.
func (s Sorted) Range(lo, hi EntryID) iter.Seq2[EntryID, error] {
	return func(yield func(EntryID, error) bool) {
		from, _ := slices.BinarySearchFunc(s, lo, EntryID.Compare)
		for _, e := range s[from:] {
			if !hi.IsZero() && e.Compare(hi) >= 0 || !yield(e, nil) {
				return
			}
		}
	}
}
