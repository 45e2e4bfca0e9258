// Package batch reads and writes batches, the only thing that travels between a
// device and the hub: the same bytes over a network and on a stick.
package batch
