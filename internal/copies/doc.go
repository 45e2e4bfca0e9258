// Package copies makes copies of a whole vault: a backup in one sealed file, and a new vault with a new key in the place
// of one that somebody may have copied.
//
// Use [Backup] and [Restore] for the file. Use [Renew] when the old key may be known: it fills a new vault beside the old
// one and locks the old one for good; then close both and call [Settle]. Call Settle at every start, before anything
// looks for a vault.
//
// # Promises
//
// A backup is read back from where it was written, in full, and every database in it opened under the vault's key, before
// its name is final; a file that is there is replaced only then. It holds vault.key as it was, so the ways into the vault
// of that time open it. Nothing in it is in clear but the names and sizes of files.
//
// Renew asks for the room it needs before it begins. The new vault is compared with the old one, table by table, and
// opened by its passphrase, before anything happens to the old one, and nothing can be written in between. A kill at any
// moment leaves one good vault, and Settle finds which: the old one until the new one is ready, the new one from then on.
//
// # Why so
//
// An old copy of vault.key opens with the passphrase of its time, and so does every later state of the same databases:
// only a new key ends that. What was copied before stays readable to whoever has it and the old passphrase.
//
// # Refuses to know
//
// What is in the databases, and when to make copies.
//
// # Not solved
//
// Deleting the old vault removes its key file first, but disks that spread their writes may keep both for a while. A
// device's own signing keys are in the databases and stay the same: whoever has read them can sign as this device until
// the organisation revokes it.
package copies
