// Package casework is the vocabulary and every rule of return counselling.
package casework
