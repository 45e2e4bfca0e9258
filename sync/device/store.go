package device

import (
	"context"
	"time"

	"waymark/sync/batch"
)

// Store is what the engine needs of whoever keeps the entries. Every method that
// writes is on disk when it returns nil; one that returns an error has written
// nothing, or, if it failed in committing, all of it.
type Store interface {
	// Setting returns what [Store.Keep] kept under name, nil if nothing. The engine
	// keeps under names that begin with "device.": who it is ("device.node"), its
	// keys ("device.keys", as batch.Keys encodes them, with which a store also opens
	// bodies sealed to circles), what the hub said of itself.
	Setting(ctx context.Context, name string) ([]byte, error)
	// Keep writes all of settings or nothing. A nil value removes.
	Keep(ctx context.Context, settings map[string][]byte) error

	// Begin says that an exchange begins: all that is in the outbox may go into
	// batches again, whatever batches it went into before.
	Begin(ctx context.Context) error
	// Compose returns the content of the next batch, about room bytes of it but at
	// least one piece of what waits, words before files before what is given back;
	// and a header with ID, Made, Receipts, Holdings and More. What is in it is in no
	// further batch until Begin or Lost, and stays in the outbox until a batch that
	// held it is receipted. Receipts are repeated in every batch until a batch that
	// carried them is receipted. Holdings are there only while the outbox is empty.
	// It reports false, and has done nothing, when there is nothing worth a batch
	// and must is not set.
	Compose(ctx context.Context, room int, must bool) (h batch.Header, c batch.Content, ok bool, err error)
	// Lost says that batches probably did not arrive. A receipt for them that comes
	// all the same still counts.
	Lost(ctx context.Context, batches ...batch.ID) error

	// Receipted reports whether the hub gave a receipt for a batch of this device. It
	// may have forgotten an old one, and then says no.
	Receipted(ctx context.Context, b batch.ID) (bool, error)

	// Taken reports whether batch b was accepted before, and owes its receipt again.
	Taken(ctx context.Context, b batch.ID) (bool, error)
	// Accept keeps everything in an opened, verified batch of the hub in one
	// transaction: receipts, entries, parts, notes, the hub's time. It never fails
	// because of what an entry holds: what cannot be used is set aside with a reason.
	// It reports false for a batch accepted before, of which only the receipt is owed.
	// Notes it does not understand are not its business.
	Accept(ctx context.Context, h batch.Header, c batch.Content) (fresh bool, err error)

	// Standing returns how many entries wait for the hub's receipt and how many bytes
	// they have, how many are set aside and not mended, what is held, and whether that is what
	// the hub last said it means this device to hold, and when it said so.
	Standing(ctx context.Context) (waiting int, bytes int64, aside int, held batch.Set, agreed bool, at time.Time, err error)
}
