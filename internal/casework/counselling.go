package casework

import "time"

// CounsellingSession is the view of one, and the form to record one. Fields that have
// no place here go into More and are read by Get.
type CounsellingSession struct {
	*Item
	Kind     Value            `f:"kind"`
	Setting  Value            `f:"setting"`
	Place    string           `f:"place"`
	Started  time.Time        `f:"started"`
	Ended    time.Time        `f:"ended"`
	Entered  time.Time        `f:"entered"`
	Minutes  int              `f:"minutes"`
	Language string           `f:"language"`
	Members  map[string]Value `f:"member.*"` // by item, Yes
	Open     Value            `f:"open"`

	Room       map[string]Present `f:"room.*"`
	Private    Value              `f:"private"`
	PrivateWhy string             `f:"private.because"`
	Lawyer     Value              `f:"lawyer.present"`
	Guardian   Value              `f:"guardian.present"`

	InterpreterMode     Value  `f:"interpreter.mode"`
	InterpreterIs       Value  `f:"interpreter.is"`
	InterpreterWho      string `f:"interpreter.who"`
	InterpreterLanguage string `f:"interpreter.language"`
	InterpreterAccepted Value  `f:"interpreter.accepted"`
	InterpreterPledge   Value  `f:"interpreter.pledge"`
	InterpreterWhy      string `f:"interpreter.because"`
	NotUnderstood       Value  `f:"interpreter.not_understood"`

	Topics    map[string]Told  `f:"topic.*"`
	Stages    map[string]Value `f:"stage.*"`
	Said      string           `f:"said"`
	Questions map[string]Asked `f:"question.*"`
	Concerns  map[string]Value `f:"concern.*"`
	Rumours   map[string]Value `f:"rumour.*"`
	Wants     string           `f:"wants"`
	ReadBack  Value            `f:"read_back"`
	Withheld  int              `f:"withheld"`

	OptionsShown     Value     `f:"options_shown"`
	LegalAdviceShown Value     `f:"legal_advice_shown"`
	LegalAidTold     Value     `f:"legal_aid_told"`
	Outcome          Value     `f:"outcome"`
	Voluntary        Value     `f:"voluntary"`
	CoolingOff       time.Time `f:"cooling_off.until"`
	NextStep         string    `f:"next.step"`
	NextAt           time.Time `f:"next.at"`
	Summary          Value     `f:"summary"`

	Doubt        Value  `f:"doubt"`
	DoubtBecause string `f:"doubt.because"`

	Addenda map[string]Value `f:"addendum.*"` // in the order of their keys

	More map[Field]Value // further fields of the kind, in a form only
}

// Present is somebody in the room.
type Present struct {
	Who     Value  `f:"who"`
	Name    string `f:"name"`
	Because string `f:"because"`
}

// Told is a topic that was shown, in exactly which text, and what of it was understood.
// The text is the last that was shown; In has one for each language.
type Told struct {
	Language   string    `f:"language"`
	Version    string    `f:"version"`
	SHA256     string    `f:"sha256"`
	Shown      time.Time `f:"shown"`
	Understood Value     `f:"understood"`
	SaidBack   string    `f:"said_back"`

	In map[string]ToldIn `f:"in.*"` // by the language's tag
}

// ToldIn is a topic as it was shown in one language.
type ToldIn struct {
	Version string    `f:"version"`
	SHA256  string    `f:"sha256"`
	Shown   time.Time `f:"shown"`
}

// Asked is a question of the person's.
type Asked struct {
	Text    string    `f:"."`
	Answer  string    `f:"answer"`
	Request SubjectID `f:"request"` // the information request made of it
}

// CounsellingSessionOf reads a counselling session.
func CounsellingSessionOf(it *Item) CounsellingSession {
	s := CounsellingSession{Item: it}
	read(it, &s)
	return s
}

// Recorded reports whether it is closed. Only addenda are written to it then.
func (s CounsellingSession) Recorded() bool { return s.Item.Written() && s.Open != Yes }

// By is who held the session: addenda may be somebody else's.
func (s CounsellingSession) By() StaffID {
	for _, f := range []Field{"started", "kind", "said", "outcome"} {
		if h, ok := s.Head(f); ok {
			return h.By
		}
	}
	return s.Item.Last().By
}

// With reports whether a member of the household was counselled in it.
func (s CounsellingSession) With(m ItemID) bool { return s.Members[m.String()] == Yes }

// InRoom reports whether somebody of that sort was there, as an interpreter too.
func (s CounsellingSession) InRoom(who Value) bool {
	for _, p := range s.Room {
		if p.Who == who {
			return true
		}
	}
	return s.InterpreterIs == who
}
