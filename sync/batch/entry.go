package batch

import (
	"waymark/internal/id"
)

// Identifiers that travel.
type (
	NodeID  = id.Of[nodeMark]  // a device or the hub; equals the device's identifier in casework
	EntryID = id.Of[entryMark] // random; the identity of an entry everywhere
	ID      = id.Of[batchMark] // a batch
	Bytes16 = [16]byte         // an identifier whose kind this package does not know
)

type (
	nodeMark  struct{}
	entryMark struct{}
	batchMark struct{}
)

// Entry is what one transaction wrote about one subject in one class. Same
// identifier and same bytes is the same entry; same identifier with other bytes is
// a fault and set aside by whoever sees it.
type Entry struct {
	ID      EntryID
	Subject Bytes16 // which subject
	Kind    uint8   // the kind of subject, as casework numbers them
	Class   uint8   // as casework numbers them
	Circle  Circle  // who may open Body; zero: the hub and everybody it sends it to
	Author  NodeID  // the device it was written on
	Staff   Bytes16 // who wrote it
	Body    []byte  // casework's encoded changes, or those sealed to Circle
	Vouch   []byte  // hub's MAC: that the hub once accepted it from Author; empty when Author itself sends it
}

// Circle numbers who may open an entry's body.
type Circle uint8

// Part is a piece of an entry that is too long to travel in one batch.
type Part struct {
	Entry  Entry    // without Body
	Index  uint32   // counted from 0
	Count  uint32   // how many parts in all
	Length uint64   // of the whole body, in bytes
	Sum    [32]byte // SHA-256 of the whole body
	Bytes  []byte   // this piece
}
