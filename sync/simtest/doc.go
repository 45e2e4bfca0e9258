// Package simtest lets whole villages live through faults, many of them, each from a
// seed: laptops of two offices and of a partner organisation with real stores
// (internal/casestore) and real engines (sync/device), a real hub on SQLite, and
// couriers that lose, repeat, delay, cut and damage what they carry. Nothing in it is
// pretended but the line, the stick's accidents and the clocks.
//
// It is nothing but tests, and what they share. Run it with
//
//	go test -tags test ./sync/simtest [-seeds N] [-seed FIRST]
//
// # What a village promises in the end
//
// After the faults everybody exchanges in quiet until nothing moves. Then every
// change that was ever recorded is at the hub exactly once, or erased by an order, or
// set aside with its reason where its author sees it; the only other excuse is that
// every medium it was ever on was destroyed, and that is tracked medium by medium.
// All devices hold exactly what casework.Reach gives them, fold it to what folding it
// in memory gives, and hide no conflict. Both sides count the same holdings. No device
// was ever handed an entry that nothing the hub knew at any time entitled it to.
//
// # Negative controls
//
// The same villages are played with one thing broken on purpose, by wrapping the
// stores in between: they must fail within few seeds, in the way that is expected.
//
// # Not promised
//
// A seed fixes the schedule and the faults, not the bytes: identifiers and keys are
// random, as they are in the field. A process is killed here by going on with a copy
// of its files as they lie; what a power cut does to a disk is tested in
// internal/sqlite and internal/vault.
package simtest
