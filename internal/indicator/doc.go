// Package indicator counts: figures about an office or the organisation for a span of
// months, made from what stands in the cases, activities and centre books of a device.
//
// Facts are taken from states one by one ([Facts.Add]) and hold no name and no text.
// [Facts.Report] answers a [Question] with [Figure]s. What a figure means, and where it
// comes from, stands beside its name in [Figures]; what is missing to compute it is said
// instead of a wrong number.
//
// # Promises
//
// Nobody can be found in a figure. Every number of persons, talks or files is rounded to
// the nearest multiple of five, and what is less than five is only said to be so
// ([Few]): all that is shown differs by nothing or by at least five, whatever filters,
// totals and successive exports somebody subtracts from each other. Eurostat rounds
// asylum figures in the same way. A rate is made of rounded numbers and needs at least
// [LeastForRate] of them; an average needs five.
//
// No figure is about a counsellor, and outcomes and return rates are not made for fewer
// than [LeastCounsellors] of them together: there is nothing here to rank anybody with.
//
// # Refuses to know
//
// Who asks, how it is drawn, and targets: a figure is compared with nothing.
//
// # Not solved
//
// What a device was not given it cannot count, and what lies on laptops that have not
// exchanged since comes later. Somebody who is in two cases is counted twice.
package indicator
