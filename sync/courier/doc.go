// Package courier carries sealed batches between a device and the hub: over the
// network ([Web]) or in a folder such as a USB stick ([Folder]). Both keep the
// promises of [Courier], which package couriertest checks.
//
// A courier sees headers and sizes. It cannot open a batch, and it does not check
// signatures, for which it has no keys: whoever gets a batch from it does.
//
// Refuses to know: what is in a batch, what was receipted, when to try again. It
// starts nothing by itself and keeps nothing in memory between two exchanges but
// open connections.
//
// Not solved: a folder that two machines write into at once is as good as its file
// system's rename. An answer from a hub can be read by whoever holds the hub's TLS
// key, who then learns headers, no content.
package courier

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"waymark/sync/batch"
)

// Courier carries sealed batches from and to one node. Its methods may be called
// from several goroutines.
type Courier interface {
	// Exchange hands out over, in their order, and yields the batches that are there
	// for me. A courier that must be addressed with a batch (Web) yields nothing for
	// an empty out.
	//
	// A batch that no error was yielded for is in the courier's hands when the
	// sequence has come to its end. That is no receipt: only a later batch from the
	// addressee is. Handing a batch over twice is harmless.
	//
	// What is yielded is whole and addressed to me, with bytes as the sender made
	// them, unless somebody changed them: verify. It may have been yielded before.
	// Whoever stops early, or fails to store one, loses nothing: the sender goes on
	// until it is receipted.
	//
	// An error comes as *[Undelivered] or *[Skipped], or is ctx's. Errors stop
	// neither courier nor sequence unless nothing more can be done; the next
	// exchange starts afresh.
	Exchange(ctx context.Context, me batch.NodeID, out []batch.Sealed) iter.Seq2[batch.Sealed, error]
}

// Undelivered says that the courier may not have these batches. Some of them may
// have arrived all the same: an answer can be lost after it was given.
type Undelivered struct {
	Batches []batch.ID // in the order they were to be handed over
	Err     error      // one of the errors below, or what the system said
}

func (e *Undelivered) Error() string {
	return fmt.Sprintf("%d batches undelivered: %v", len(e.Batches), e.Err)
}

// Unwrap returns the reason.
func (e *Undelivered) Unwrap() error { return e.Err }

// Skipped says that something was found for the node and could not be taken. For a
// batch that is cut off, damaged, of a newer version or for somebody else the reason
// is package batch's error.
type Skipped struct {
	Name string // the file's name without folder; empty where there is none
	Err  error
}

func (e *Skipped) Error() string { return fmt.Sprintf("skipped %q: %v", e.Name, e.Err) }

// Unwrap returns the reason.
func (e *Skipped) Unwrap() error { return e.Err }

// Why a courier could not do its work. All are wrapped.
var (
	ErrAddress     = errors.New("not an address of a hub")             // no https://host[:port]
	ErrPlain       = errors.New("plain http is only for this machine") // and the address is another's
	ErrUnreachable = errors.New("hub cannot be reached")               // no connection came about
	ErrBroken      = errors.New("connection broke")                    // there was one; smaller batches may pass
	ErrSlow        = errors.New("no byte came for too long")           // likewise
	ErrCertificate = errors.New("hub's certificate is not trusted")    // expired, for another name, or unknown
	ErrRefused     = errors.New("hub refused")                         // a [StatusError]
	ErrAnswer      = errors.New("answer is not a hub's")               // such as a hotel's login page
	ErrNoFolder    = errors.New("folder is not there")                 // a stick that was pulled out
	ErrNoSpace     = errors.New("not enough free space")               // a [SpaceError] when found out before writing
)

// Progress is told of bytes of batches as they go and come, those of a second try
// again; both may be 0. It is
// called from the goroutine that exchanges, or the one that sends, and returns at once.
type Progress func(sent, received int)

func (p Progress) tell(sent, received int) {
	if p != nil {
		p(sent, received)
	}
}

// maxBatch is the longest batch, in bytes: first line, header, signature, sealed part.
const maxBatch = 17 + 2 + batch.MaxHeader + 64 + batch.MaxSealed

// take reads a batch for me out of data.
func take(me batch.NodeID, data []byte) (batch.Sealed, error) {
	s, err := batch.Inspect(data)
	if err == nil {
		err = s.Header.For(me)
	}
	return s, err
}

func ids(out []batch.Sealed) []batch.ID {
	list := make([]batch.ID, len(out))
	for i, s := range out {
		list[i] = s.Header.ID
	}
	return list
}
