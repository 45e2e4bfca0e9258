// Package device is a device's engine: it makes batches of what waits in the outbox,
// hands them to a courier, and puts what comes back into the store, until there is
// nothing left to say.
//
// Use an [Engine] wherever a store meets a courier: in the desktop program
// ([Engine.Run] keeps going by itself), on a stick ([Engine.Exchange] once), before
// the vault is locked ([Engine.Spool]), when a device is new ([Engine.Enrol]).
//
// # Promised
//
//   - Nothing leaves the outbox because it was sent. An entry leaves it when the hub's
//     receipt for a batch that held it has arrived, whichever batch, by whatever courier.
//   - An exchange may be cut anywhere, repeated, run twice at the same time on two
//     copies of one device, answered late or twice: what is kept at the end is the same.
//   - A batch that cannot be opened or believed stops nothing but itself.
//   - Batches shrink when transfers break, grow when they do not; an exchange that
//     makes no progress ends instead of trying for ever ([Engine.Run] tries again later).
//   - Safe and up to date ([Status]) are never claimed from what was sent, only from
//     what the hub said.
//
// # What it refuses to know
//
// What is in an entry: it never opens a body and does not import casework. How things
// are kept: see [Store]. Whether the line costs money: ask before calling, or give
// [Options] a Hold.
//
// # Not solved
//
// A hub that signs receipts and then loses what it receipted is noticed by the
// holdings only while some device still holds it.
package device
