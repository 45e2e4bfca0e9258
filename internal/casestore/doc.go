// Package casestore keeps what one device has of cases, activities, requests and
// everything else that is folded, together with drafts and the outbox, in one
// SQLite database inside the vault.
//
// It is used from two sides. The screens and [casework.Service] record and read
// through it; the device's engine (sync/device) composes batches from it and gives
// it what arrived. Both sides meet in one place: an act is recorded in one
// transaction that writes the changes, the folded items, the index rows and the
// outbox, with one time, and it is on disk when [Store.Record] returns.
//
// # Promised
//
//   - Everything is idempotent: an entry, a batch, a receipt that comes twice, late
//     or after a restore changes nothing.
//   - Entries are kept byte for byte as they travelled. Items, caseload and search
//     are made from them and can be made anew ([Store.Refold]).
//   - The holdings (how many entries, and their set hash) are changed in the same
//     transaction as the entries they count.
//   - What is erased is gone from bodies, items and both search indexes before
//     [Store.Accept] or [Store.Record] returns, and its identifiers are never
//     accepted again.
//   - A database of a newer version, of another program, damaged or not sealed is
//     refused with the sentinels of package sqlite and left untouched.
//
// # What it refuses to know
//
// No rule of counselling: which changes an act makes, who may write, what a value
// means and how values merge is casework's. No network, no keys of batches, no
// signatures: those are the engine's. It tells nobody anything but which subjects a
// commit touched ([Store.OnCommitted]).
//
// # Not solved
//
// An older copy of the whole file cannot be told from the newer one here; the
// holdings notice it at the next exchange. Search finds words and the beginnings of
// words, not their middles. A complaint is sealed to the devices its reader has when it
// is recorded: on a later one it is opened with the recovery key. A case handed over by
// somebody who never had its whereabouts, from an office without a supervisor's device
// to one without any, waits for its keys likewise.
package casestore
