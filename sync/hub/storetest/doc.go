// Package storetest is what a hub's store must do, as one suite run on every
// implementation and every database, and the private PostgreSQL that tests run it on.
//
// A test of a store calls [Run] once for each database. A test that needs
// PostgreSQL asks [Postgres] for a place in the cluster of its process, which
// [Main] stops at the end. The cluster belongs to an unprivileged user, listens on
// a unix socket in a temporary folder and nowhere else, and is real: fsync is on.
//
// Only tests import this package.
package storetest
