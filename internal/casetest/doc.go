// Package casetest makes fictional cases and staff for tests, for the demonstration
// and for measurements. Nobody in it exists: names are drawn from lists of common
// given and family names, everything else is invented.
//
// All of it is made by [casework.Service], so it is what counsellors, supervisors and
// scouts could have written: valid changes with their authors, devices, times, bases
// and classes. The same seed gives the same bytes on every machine and in every year.
//
// It is imported by tests and by sync/village and the demo only, never by what ships.
package casetest
