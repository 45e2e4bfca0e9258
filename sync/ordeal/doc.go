// Package ordeal puts the programs that are shipped through what a line, a power
// switch and a full disk do to them: hubserver and village as processes of their own,
// killed without warning, with a line in between that is slow, narrow and breaks. The
// hub is on SQLite, on PostgreSQL with a second hub beside it, and on a PostgreSQL
// whose primary is killed and whose synchronous standby takes over.
//
// It is nothing but tests, and what they share. Run it with
//
//	go test -tags test ./sync/ordeal [-kills N] [-whole] [-bench .]
//
// # What must hold in the end
//
// Every change that a device acknowledged to whoever recorded it is there, once, byte
// for byte, on the device and on a second device that the hub fills from nothing. The
// hub noticed no difference of holdings on the way: a hub that forgot what it had
// receipted would be given it back by the devices, and only this tells.
//
// # Negative controls
//
// A hub put back to an older copy of its database between two kills, and a device put
// back to an older copy of its folder, must be found out by the same checks.
//
// # The line
//
// The proxy is ours and not Toxiproxy: the newest of that which can be had, 2.5.0,
// adds fifteen modules to a program's go.mod, cuts either direction by itself where a
// bad line ends both, and counts no bytes. [waymark/sync/ordeal]'s counts what either
// end sent, which is what a promise about bytes is measured with.
//
// # Not promised
//
// A kill leaves the files as the system has them, so no fsync is tested here: what a
// power cut does to a disk is tested in internal/sqlite and internal/vault.
package ordeal
