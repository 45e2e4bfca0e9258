// Waymark is a desktop program for return counselling that works without a
// network.
//
// This package opens the vault and wires what lies below to each other: the store
// and the engine that exchanges with the hub, the screens and the window. It has
// the program's only goroutines besides those of the engine and the couriers, and
// the adapters between what screens ask for and what stores answer. [Run] is the
// whole program; main adds the command line and the process.
//
// A process has at most one vault open, once: locking ends it and starts another,
// because that is the only way to clear what was in memory.
package main
