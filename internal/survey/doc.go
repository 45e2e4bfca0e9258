// Package survey is questionnaires as files: what is asked, in which languages, which
// answers there are, and how a score is made of them.
//
// Use [Load] to read questionnaires and [Survey.Score] to make scores of answers. The
// sentence [Survey.How] belongs beside every score.
//
// # Files
//
// A file is one version of a questionnaire, in YAML; what is not known is refused:
//
//	survey: waymark-short          # stable for ever
//	version: "1"
//	name: {en: ..., de: ...}       # English is a must, here and below
//	says: {en: ...}                # whose it is, and whose it is not
//	how: {en: ...}                 # how the scores are made, for who reads them
//	source: own words
//	minimum: 2                     # answered items a dimension needs to have a score
//	items:
//	  - item: income
//	    dimension: economic        # economic | social | psychosocial
//	    weight: 1                  # above 0
//	    text: {en: ...}
//	    options:
//	      - {option: enough, score: 1, text: {en: ...}}
//	      - {option: never, score: 0, text: {en: ...}}
//
// # Promises
//
// A score lies between 0 and 1, is exact to three decimals and depends on the answers
// alone, not on their order. A dimension's score is the weighted mean of the items
// answered; an item without an answer, or not answered on purpose, counts neither as
// good nor as bad. With fewer answers than the minimum there is no score. The score of
// all is the mean of the dimensions, each counting alike, and is there only if every
// dimension has one.
//
// # Refuses to know
//
// Cases, and what a score means for somebody: no score here ranks persons or predicts
// anything. The questionnaire that ships is written in our own words and is not the
// IOM's Reintegration Sustainability Survey; its items and weights are theirs.
// [Set.With] takes in a definition that an organisation may use.
//
// # Not solved
//
// Nothing proves that two languages ask the same, or that our own questionnaire
// measures what it asks for: it was not validated, and says so.
package survey
