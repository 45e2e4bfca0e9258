// Package meta tests the shape of the repository rather than what it does: which
// room may import which, one comment for every package, the top level, and that
// every text for people has its key in every language. It has no code of its own.
package meta
