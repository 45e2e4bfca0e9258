//go:build !test

package sqlite

const quoteDriver = false
