package casework

import "time"

// Consent is the view of a consent, and the form to ask for one.
type Consent struct {
	*Item
	Member      ItemID               `f:"member"`
	Purpose     Value                `f:"purpose"`
	Basis       Value                `f:"basis"`
	Recipients  map[string]Recipient `f:"recipient.*"`
	Classes     map[string]Value     `f:"class.*"` // named besides core, by the class's name
	Text        string               `f:"text"`
	TextID      string               `f:"text.id"`
	TextVersion string               `f:"text.version"`
	TextSHA256  string               `f:"text.sha256"`
	Language    string               `f:"language"`
	How         Value                `f:"how"`
	Interpreter string               `f:"interpreter"`
	State       Value                `f:"state"` // not_asked | given | refused | withdrawn
	On          time.Time            `f:"on"`
	Until       time.Time            `f:"until"`
	Withdrawn   time.Time            `f:"withdrawn"`
	Explained   Value                `f:"effects_explained"`
	Session     ItemID               `f:"counselling"`
	Recall      Value                `f:"recall"`
}

// Recipient is whom a consent names.
type Recipient struct {
	Name    string    `f:"."`
	Subject SubjectID `f:"subject"` // an organisation or office known here; zero if not
	Kind    Value     `f:"kind"`
	Country string    `f:"country"`
}

// ConsentOf reads a consent.
func ConsentOf(it *Item) Consent {
	c := Consent{Item: it}
	read(it, &c)
	return c
}

// Holds reports whether the consent can be relied on at a time. While two say
// different things about its state it cannot.
func (c Consent) Holds(at time.Time) bool {
	if _, undecided := c.Conflict("state"); undecided {
		return false
	}
	return (c.State == "given" || c.Basis != "" && c.Basis != "consent" && c.State != "withdrawn" && c.State != "refused") &&
		(c.Until.IsZero() || at.Before(c.Until.AddDate(0, 0, 1)))
}

// Names reports whether the consent names a class besides core. Core needs no naming.
func (c Consent) Names(cl Class) bool { return cl == Core || c.Classes[cl.String()] == Yes }

// NamesRecipient reports whether the consent names an organisation or office, or one
// of that sort when a state authority has to be named as such.
func (c Consent) NamesRecipient(s SubjectID) bool {
	for _, r := range c.Recipients {
		if r.Subject == s && !s.IsZero() {
			return true
		}
	}
	return false
}
