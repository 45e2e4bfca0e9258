// Package hub is the middle of the star: it accepts what devices wrote, says who
// receives it, and gives it to them. A hub is made with [New] from a [Store] and its
// [Keys]; a door ([waymark/sync/hub/httpapi], a folder) reads a batch's header with
// [Hub.Admit] and then has it answered with [Hub.Answer].
//
// # What it promises
//
// Nothing is receipted before it is durable, and what is durable is never lost by an
// answer that is lost: entries are a set, accepted once however often and by
// whatever way they come, in any order, and everything the hub tells a device stays
// pending until a batch that said it is receipted. A receipt therefore means: stored
// here, by this transaction, under this database's promises.
//
// An entry goes to a device if [casework.Reach] says so for the member of staff
// whose device it is, and for no other reason; default deny. When an assignment, a
// referral or somebody's role changes, the scope of what is concerned is worked out
// anew: what is lacking becomes pending with the priority of backfill, what is too
// much is withdrawn. The hub never changes an entry and signs none as somebody else.
//
// What goes down, and any judgement on holdings, follows only a batch with a turn of
// at most an hour: a batch that somebody captured and sends again yields its receipt.
//
// # What it refuses to know
//
// Every rule of counselling is in casework: the hub asks [casework.Judge] and
// [casework.Reach]. It does not know SQL, HTTP or folders. It cannot open bodies that
// are sealed to a circle: it checks that such an entry comes from a known member of
// staff on a device of theirs, and leaves judging to those who can read it.
//
// Entries the hub writes itself (staff, offices, devices, at enrolment and revoking;
// on a case, what casework.Judge flagged when something arrived) have its own node as
// author and nobody as staff. Devices believe them because the batch is signed by the
// hub.
//
// # Words
//
// A device's scope is what it is meant to have (visible); what of it the device has
// still to be told is pending. An errand is the working out of one device's scope,
// done in steps. An entry steers if it bears on who receives what.
//
// # Not solved
//
// A taken-over running hub reads everything not sealed to a circle. Somebody who
// answers for the hub with its keys can withhold entries; holdings show that only to
// devices that had them. After a restore from a backup that is older than a device's
// enrolment, that device is a stranger until another device gives its enrolment back.
// Documents are pushed like everything else, last, and not only when asked for.
package hub
