//go:build !unix

package main

import "runtime"

// peakMemory returns what Go asked the system for, in bytes: the nearest there is here.
func peakMemory() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys)
}
