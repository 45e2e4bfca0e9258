// Package batch reads and writes batches, the only thing that travels between a
// device and the hub: the same bytes over a network and on a stick. FORMAT.md
// describes them byte by byte.
//
// A batch is a signed header that a courier may read and, unless it carries
// nothing but receipts, a sealed part that only its addressee opens. [Seal] makes
// one. The receiving side reads [ReadHeader] first (at most 4 KiB, and it asks the
// caller which key the sender has), then the rest ([ReadRest]), then [Open]. Who
// only looks ([Inspect]) learns the header and whether the bytes are whole, but not
// whether anybody signed them.
//
// Also here, because both ends must agree on their bytes: sealing an entry's body
// to a circle ([SealBody]), cutting long entries in parts ([Split]), the set hash
// and the reconciliation of two sets ([Set], [Start]), turns ([Turns]), the hub's
// word for an entry's author ([Vouching]), invitations ([Invitation]) and the
// statement of a hub's keys ([HubStatement]).
//
// Promised: what opens re-encodes to the same bytes; a batch with one byte changed,
// missing or added never opens; every refusal has its own error; memory stays
// within a small multiple of [MaxOpened] whatever the bytes claim; v1 opens for ever.
//
// Refuses to know: what is counselled. A subject is 16 bytes and a number, a class
// is a number, a body is bytes. It keeps nothing and asks no clock.
//
// Not solved: a batch shows its sender, its addressee, its size and when it was
// made to whoever holds it.
package batch
