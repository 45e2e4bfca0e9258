// Package drives knows where on this machine somebody may want to put a file or look
// for one: their own folder, sticks, cards, disks, shares and telephones.
//
// Use [Here] where somebody chooses a folder. It asks the system each time, because a
// stick comes and goes.
//
// It promises to change nothing but what [Machine.Make] is asked to make, and that a
// drive which does not answer hides none of the others.
//
// It refuses to know what is put there and why.
//
// Not solved: a share of a machine that went away answers only after the system gave
// it up, which may take half a minute; ask off the goroutine that draws.
package drives
