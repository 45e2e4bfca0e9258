// Package words is the one door for text: screens and errors name a [Message],
// words says it in the language somebody chose. Nothing else in the program
// holds a sentence that people read, except the content packs (topics,
// programmes, surveys), which carry their own provenance.
//
// Use one [Words] for the staff language and another for the person's; the two
// are separate settings and may both be on the screen. A Words never changes;
// changing the language is taking another one and saying everything again.
//
// # Keys
//
// A key is lower case, dotted, and reads screen.element[.state]:
//
//	caseload.empty.title           the empty face of the caseload
//	session.record.button          a command on the counselling session's screen
//	session.kept                   "kept {{.Time}}"
//	error.vault.wrong_passphrase   what happened, said to a person
//	hint.vault.wrong_passphrase    what is safe and what to do now
//	casework.outcome.applied       casework.<enumeration>.<value>
//	language.fa-AF, country.IQ     names of languages and countries
//
// Within a segment words are joined by an underscore. Every error key has a hint
// with the same ending.
//
// # Files
//
// locales/<tag>/<area>.json is a flat object in go-i18n's format: the value is a
// sentence, or an object of plural forms (zero, one, two, few, many, other, and
// a description for translators). The area (frame, caseload, plan, ...) only
// keeps people out of each other's way: all of a language's files are one set of
// keys, and a key written twice is refused, as is anything else that is not
// understood: unknown plural forms, other template actions than {{.Name}},
// control characters, broken UTF-8. Errors name the file, the line and the key.
//
// A placeholder is {{.Name}}. A message with plural forms is chosen by
// [Message.Count], which is also the placeholder {{.Count}}.
//
// # Promises
//
// Whatever is inserted stands between U+2068 (first strong isolate) and U+2069,
// so a Latin name in an Arabic sentence, or a phone number, keeps its order and
// leaves its surroundings theirs. A name cannot break out: see [Isolate].
//
// A key that is not there is never an empty label: English stands in, or else
// the key in brackets, and the hook of [Words.OnMissing] hears of it. The test of
// the repository makes both a failure.
//
// Numbers, dates and money are written by tables in the same files (area
// format), not by the machine's locale: a laptop set up in another language must
// not change what is printed, and a language that no library knows is still
// only files. Dates are Gregorian; other calendars belong to the entry of dates,
// which keeps what was typed.
//
// # Refuses to know
//
// Cases, Fyne, which key is right for what. It does not shape or order text
// (internal/bidi and the painters do) and does not guess a language from the
// machine.
package words
