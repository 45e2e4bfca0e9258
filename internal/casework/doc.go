// Package casework is the vocabulary and every rule of return counselling: what is
// kept about a case, how writes that never met are put together, who may write and who
// is given what, and which acts are possible now.
//
// Use [Service] to make changes, [Fold] or [Item.Apply] to put them together, the views
// ([CaseOf] and its like) to read them, [Judge] and [Reach] where changes arrive and
// leave, [EncodeChanges] for what travels.
//
// # Words
//
// One meaning each, here and everywhere in the program.
//
//   - organisation, office, centre: who employs staff; where staff work; where
//     persons live whom they counsel (its book counts them without names).
//   - staff: a counsellor; a scout, who works in the country of return; a supervisor;
//     an administrator, who manages staff and devices and reads no case. Duties
//     besides: complaint reader, data protection.
//   - case: a household that is counselled. It may be pseudonymous. An episode begins
//     when somebody comes back after years. A member is a person of the household;
//     every adult has own consent, wishes, contact and counselling sessions.
//   - counselling session: one talk, of any length. It is never called a session
//     alone. Once recorded it is closed: what comes later is an addendum.
//   - activity: a talk to a group, a meeting, material handed out: without a case.
//   - topic: something a person can be told about; its texts are elsewhere, the exact
//     version shown is kept with the counselling session.
//   - consent: what a person agreed to, for one purpose. safeguard: what has to be seen
//     to before the next act, such as a guardian for a minor.
//   - information request, country note, service: a question put to a scout; what is
//     known, with sources; an entry of the directory, in any country.
//   - programme, package: dated rules of what support is possible.
//   - reintegration plan, plan line: what the person wants to do, and each step with
//     who pays what, and whether that is wished, agreed, sent, approved.
//   - referral: what one partner is given of a case, and what they tell back: a subject
//     of its own. extract: one item of it. follow-up, survey: how it goes afterwards.
//   - review: a second reading by a supervisor. flag: something to look at again.
//   - change: one thing somebody wrote; never edited. subject: what changes are about.
//     kind, item, field: what part of it, which one, which detail. class: how closely it
//     is held. circle: who can open it. fold: putting changes together; its result is the
//     subject's state. head: a write nobody replaced. conflict: several heads that differ.
//   - device, hub, node, entry, outbox, batch, receipt, holdings, pending, courier: how
//     changes travel; nothing of it is known here.
//
// # Promises
//
// Nothing recorded is refused for breaking a rule of counselling, and nothing is lost
// by folding: it does not depend on the order of arrival, on doubles or on clocks, and
// writes that contradict each other are both kept and shown until somebody decides.
// What a role is not given does not change how the rest folds.
// The class of a field follows from the table of kinds alone. Who is given what is one
// table with everything else denied. Unknown kinds, fields and values of a newer
// version are kept as they are.
//
// # Refuses to know
//
// Where changes are stored, how they travel and who sealed them; texts for people
// (there are only message keys); amounts and rules of programmes; screens.
//
// # Not solved
//
// A member of staff who forges the basis of a change can write, flagged, to a case that
// was theirs before; they cannot give themselves sight of it. A hub that is taken over
// can withhold changes and can read whatever is not sealed to a circle.
package casework
