//go:build test

package sqlite

// quoteDriver: tests have no case data, and whoever writes SQL wants to read what is wrong with it.
const quoteDriver = true
