// Package programme is the programmes of assisted return and reintegration as dated
// rules: what may be possible for a household, under which rule, decided by whom.
//
// Use [Load] to read the rules, [Book.Possible] to work out line by line what a
// household may be given, and [Book.Rule] to look up the rule that a plan's line
// rests on.
//
// # Files
//
// A file is one programme as one host country publishes it, in YAML; the order of
// keys does not matter, and a key that is not known is refused:
//
//	programme: eurp-austria            # stable for ever: plans refer to it
//	name: {en: ..., de: ...}           # English is a must, here and below
//	host: AT                           # where somebody applies; absent: anywhere
//	fund: frontex                      # amif | frontex | national | donor | unknown
//	version: 2026-11-22                # of this file
//	verified: 2026-11-22               # when somebody last saw it at its sources
//	decided by: {en: ...}              # who decides; never this program
//	currency: EUR
//	sources:
//	  bbu: {what: bbu.gv.at, on: 2025-12-12}   # on: the page's own date, where it has one
//	countries: [GE, IQ]                # of return; absent: not said
//	countries source: bbu
//	no return now:
//	  - {country: SY, from: 2026-01-01, because: {en: ...}, source: bbu}
//	partners:
//	  - {name: ..., countries: [EG], source: bbu}
//	exclusions:
//	  - {when: permit elsewhere, says: {en: ...}, source: bbu}
//	needs:                             # what has to be there, in words
//	  - {says: {en: ...}, source: bbu}
//	rules:
//	  - rule: eurp-austria-post-arrival   # unique among all files
//	    package: post-arrival
//	    name: {en: ...}
//	    basis: case                    # person | case | not said
//	    support: [cash, in kind]       # cash | in kind | service
//	    amount: 615                    # or: least: and most:, or none where none is published
//	    roles: [principal]             # principal | partner | child | adult child | other
//	    perhaps: [other]               # roles of which the source does not say it
//	    age: adult                     # adult | minor
//	    return: [assisted]             # assisted | own means | forced | charter
//	    status: [rejected]             # as casework names legal statuses
//	    countries: [GE]
//	    visa free: no                  # only for nationals who need a visa; yes: only others
//	    on top of: other-rule          # only for a household that has this one
//	    conflicts with: [other-rule]   # sources that contradict each other: both are shown
//	    from: 2026-01-01
//	    until: 2026-12-31
//	    says: {en: ...}                # what else the source says of it
//	    source: [bbu]
//	caps:
//	  - {most: 4000, rules: [...], source: bbu}   # for one case
//	deadlines:
//	  - {deadline: eurp-austria-flight, of: departure, days: -5, count: working, name: {en: ...}, source: bbu}
//
// A file named holidays-<country>.yaml lists the days that are no working days
// besides Saturday and Sunday. Where a country has none, [Due.Weekends] says that a
// deadline was counted without them.
//
// # Promises
//
// Amounts are exact. An amount that is not known is absent and never zero; where no
// rule is known there is no line. Nothing is a promise: a line is possible, depends
// on something, or is excluded, and says why. Rules that contradict each other give
// a line each. A rule whose sources were not looked at for longer than [FreshDays]
// gives no amount. Adding somebody to a household never lowers what another person's
// line says.
//
// A file is refused as a whole, with line and reason, and then the book stays as it
// was: overlapping rules, unknown currencies, negative amounts, rules that rest on
// each other in a circle, anything without a source.
//
// # Refuses to know
//
// Cases: a [Household] is what the caller tells. It does not decide who is a member,
// which legal status somebody has, or that anything is promised.
//
// # Not solved
//
// Nothing here can tell whether a source still says the same; that is what verified
// is for. Sums are made within one programme only: whether two programmes may be
// drawn on at once is for those who decide.
package programme
