// Package sqlstore keeps what a hub knows in SQL: in an embedded SQLite database
// ([OpenSQLite]) or in PostgreSQL ([OpenPostgres]), where several hubs may share
// one. There is one implementation. What differs between the two is in dialect.go
// and in the few words that postgres.go replaces in the schema.
//
// It promises what [hub.Store] asks for. Bodies, envelopes, the names of devices
// and settings are sealed row by row, each to its own place, under [Keys] that are
// not in the database: a dump shows identifiers, sizes, receivers, priorities and
// times, and a row moved to another place does not open. A database opens only
// with the keys it was made with.
//
// Transactions read committed rows and lock what they decide by, in the order that
// [hub.Tx] gives, instead of asking PostgreSQL for serializable ones: the locks are
// few and named, and what one hub locks never fails at another for having been read
// nearby. Deadlocks and serialization failures that happen all the same are tried
// again.
//
// It knows nothing of counselling and opens no entry.
//
// Not solved: who can write to the database can remove rows unnoticed. Holdings
// show it to the devices, which then give back what they have.
package sqlstore
