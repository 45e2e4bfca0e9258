// Package calendar reads days as people write them, in the calendars of the papers they
// bring: Gregorian, Solar Hijri (Iran, Afghanistan), Ethiopic, and lunar Hijri.
//
// Use Parse wherever a day is typed, Digits wherever a number is. Both take digits of
// every script; days take Ethiopic numerals too.
//
// # Promises
//
// Every day between 1900 and 2100 goes to each calendar and back unchanged. What is no
// day (31 April, the sixth of Pagume in a common year) is refused, not mended.
//
// # Refuses to know
//
// Time zones, names of months, which calendar somebody means: that is asked. Who keeps
// a day keeps what was typed and in which calendar beside it.
//
// # Not solved
//
// The lunar calendar is the tabular one: the month that was announced may have begun a
// day or two earlier or later. Solar Hijri years outside 1244 to 1472 may be a day off.
package calendar
