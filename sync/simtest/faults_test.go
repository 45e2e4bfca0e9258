package simtest

import "sync/atomic"

// fault is a kind of thing that goes wrong, or an act that makes things hard. Every one
// is counted: a run in which one never happened has proved less than it says.
type fault int

const (
	cutBefore fault = iota
	cutIn
	cutAfterCommit
	cutInAnswer
	late
	reordered
	doubled
	flippedUp
	answerLate
	answerReordered
	answerDoubled
	answerFlipped
	hubKilledBefore
	hubKilledAfter
	hubKilledIdle
	deviceKilledComposed
	deviceKilledBefore
	deviceKilledAfter
	deviceKilledIdle
	deviceRestored
	deviceRestoredWroteMore
	deviceCloned
	deviceLate
	hubRestored
	clockYears
	weeksWithoutNetwork
	stickUsed
	stickTwice
	stickTruncated
	stickFlipped
	stickForAnother
	stickSkipped
	stickRefused
	longEntry
	handedOver
	deputised
	referred
	referralWithdrawn
	erasedSome
	erasedWhole
	oldCopyAfterErasing
	rogueWrite
	conflictMade
	conflictSeen
	lastCopyGone
	setAsideFairly
	faults
)

var faultNames = [faults]string{
	cutBefore: "line cut before the batch", cutIn: "line cut in the batch", cutAfterCommit: "line cut after commit, before the answer",
	cutInAnswer: "line cut in the answer", late: "batch late", reordered: "batch after later ones", doubled: "batch twice", flippedUp: "batch damaged",
	answerLate: "answer late", answerReordered: "answer after later ones", answerDoubled: "answer twice", answerFlipped: "answer damaged",
	hubKilledBefore: "hub killed before commit", hubKilledAfter: "hub killed after commit", hubKilledIdle: "hub killed between exchanges",
	deviceKilledComposed: "device killed with a batch composed", deviceKilledBefore: "device killed before it stored an answer",
	deviceKilledAfter: "device killed after it stored an answer", deviceKilledIdle: "device killed between exchanges",
	deviceRestored: "device restored from a copy", deviceRestoredWroteMore: "restored device wrote more than was lost", deviceCloned: "device cloned",
	deviceLate: "device enrolled amid faults", hubRestored: "hub restored from a backup", clockYears: "device clock wrong by years", weeksWithoutNetwork: "weeks without network",
	stickUsed: "stick used", stickTwice: "stick used twice", stickTruncated: "stick truncated", stickFlipped: "stick damaged", stickForAnother: "stick for another",
	stickSkipped: "batch on a stick skipped", stickRefused: "batch on a stick refused", longEntry: "entry in parts", handedOver: "case handed over", deputised: "deputy",
	referred: "referral", referralWithdrawn: "referral withdrawn", erasedSome: "entries erased", erasedWhole: "case erased", oldCopyAfterErasing: "old copy after erasing",
	rogueWrite: "write without authority", conflictMade: "the same field written by two", conflictSeen: "conflict at the end", lastCopyGone: "last copy destroyed",
	setAsideFairly: "set aside for want of authority",
}

// tally counts over all villages.
type tally [faults]atomic.Int64
