// Package sqlite opens a SQLite database the one way this program uses them: sealed by a vault, one writer, a few readers,
// every commit flushed before it is acknowledged, numbered migrations, errors a caller can branch on.
// (Full text follows below once the package is complete.)
package sqlite
