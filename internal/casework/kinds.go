package casework

import (
	"iter"
	"slices"
	"strings"
)

// Type says in which canonical text a field's value is kept. See [CheckValue].
type Type uint8

// The types of values.
const (
	Text     Type = iota + 1 // as typed: any text
	Date                     // 2006-01-02
	Time                     // 2006-01-02T15:04 with the offset from UTC: what a clock on the wall showed
	Approx                   // a date known more or less, or an age: see [ParseApprox]
	YesNo                    // yes | no
	Number                   // decimal, an optional sign and fraction, no exponent
	Money                    // whole minor units, a space, the currency: 61500 EUR
	EnumOf                   // one of an enumeration; values a newer version added are kept
	Ref                      // the identifier of an item or subject, 26 characters
	Language                 // a BCP 47 tag such as fa-AF
	Country                  // ISO 3166-1, two letters; XX for unknown, XS for stateless
	Key                      // a public or wrapped key, a digest: letters and digits nobody reads
	Slug                     // the name of a topic, programme, rule or survey: lower case letters, digits, - _ .
)

// Use says what full-text search makes of a field.
type Use uint8

// The uses.
const (
	NotSearched Use = iota
	Words           // its words are found
	Name            // its words are found as a name: any spelling leads to the person
	Code            // found whole: a file number, a document's number
)

// FieldInfo is one row of the table of kinds.
type FieldInfo struct {
	Path   Field // "*" stands for one segment, an item's or a topic's name; a last "**" for one or more
	Type   Type
	Enum   string   // with EnumOf: the enumeration's name
	Stars  []string // for each * of the path, the enumeration that its segment is of; "" for identifiers and the like
	To     Kind     // with Ref: the kind it names; "" if it names a subject, a member of staff or a change
	Class  Class
	Use    Use
	Keep   bool // the fold keeps replaced writes too: authority is judged by them
	Inside bool // housekeeping that no screen shows as a field
}

// KindInfo is one kind of item.
type KindInfo struct {
	Kind   Kind
	On     []SubjectKind // the subjects it may be written about
	Class  Class         // of its fields, where a field says nothing else
	Fields []FieldInfo

	exact map[Field]*FieldInfo
	wild  []*FieldInfo
}

// FieldDeleted is the field that deletes an item of any kind when it is yes. An item
// with fields in several classes is deleted by one change in each of them: the
// field is deleted in the class of the kind, and deleted.<class> in the others.
const FieldDeleted Field = "deleted"

var kindTable = buildKinds()

// Kinds yields the table of kinds, in the order of the alphabet. Nobody may write to it.
func Kinds() iter.Seq[*KindInfo] {
	return func(yield func(*KindInfo) bool) {
		names := make([]Kind, 0, len(kindTable))
		for k := range kindTable {
			names = append(names, k)
		}
		slices.Sort(names)
		for _, k := range names {
			if !yield(kindTable[k]) {
				return
			}
		}
	}
}

// KindOf returns the table's row for k, or nil for a kind that a newer version made.
func KindOf(k Kind) *KindInfo { return kindTable[k] }

// FieldOf returns the table's row for a field, or nil for one that a newer version made.
func FieldOf(k Kind, f Field) *FieldInfo {
	info := kindTable[k]
	if info == nil {
		return nil
	}
	return info.Field(f)
}

// Field returns the row for f, or nil.
func (k *KindInfo) Field(f Field) *FieldInfo {
	if row := k.exact[f]; row != nil {
		return row
	}
	for _, row := range k.wild {
		if matches(row.Path, f) {
			return row
		}
	}
	return nil
}

// MayBeAbout reports whether items of this kind belong to subjects of kind s.
func (k *KindInfo) MayBeAbout(s SubjectKind) bool { return slices.Contains(k.On, s) }

func matches(pattern, f Field) bool {
	p, s := string(pattern), string(f)
	for p != "" {
		var want, got string
		want, p, _ = strings.Cut(p, ".")
		if want == "**" {
			return s != ""
		}
		got, s, _ = strings.Cut(s, ".")
		if got == "" || (want != "*" && want != got) {
			return false
		}
	}
	return s == ""
}

// F joins the segments of a field's path: F("topic", "your-data", "shown").
func F(segments ...string) Field { return Field(strings.Join(segments, ".")) }

// ItemField is F with an item's identifier between: ItemField("spelling", i) and
// ItemField("question", i, "request").
func ItemField(first string, i ItemID, rest ...string) Field {
	return F(append([]string{first, i.String()}, rest...)...)
}

// --- how the table is written ---

type row = FieldInfo

func text(p Field) row           { return row{Path: p, Type: Text, Use: Words} }
func label(p Field) row          { return row{Path: p, Type: Text} } // text that is not searched
func nameOf(p Field) row         { return row{Path: p, Type: Text, Use: Name} }
func code(p Field) row           { return row{Path: p, Type: Text, Use: Code} }
func date(p Field) row           { return row{Path: p, Type: Date} }
func moment(p Field) row         { return row{Path: p, Type: Time} }
func approx(p Field) row         { return row{Path: p, Type: Approx} }
func yes(p Field) row            { return row{Path: p, Type: YesNo} }
func number(p Field) row         { return row{Path: p, Type: Number} }
func money(p Field) row          { return row{Path: p, Type: Money} }
func enum(p Field, e string) row { return row{Path: p, Type: EnumOf, Enum: e} }
func ref(p Field, to Kind) row   { return row{Path: p, Type: Ref, To: to} }
func lang(p Field) row           { return row{Path: p, Type: Language} }
func country(p Field) row        { return row{Path: p, Type: Country} }
func key(p Field) row            { return row{Path: p, Type: Key, Inside: true} }
func slug(p Field) row           { return row{Path: p, Type: Slug} }

func (f FieldInfo) in(c Class) row            { f.Class = c; return f }
func (f FieldInfo) stars(enums ...string) row { f.Stars = enums; return f }
func (f FieldInfo) kept() row                 { f.Keep = true; return f }

func all(c Class, rows ...row) []row {
	for i := range rows {
		rows[i].Class = c
	}
	return rows
}

func on(s ...SubjectKind) []SubjectKind { return s }

type kinds map[Kind]*KindInfo

func (t kinds) add(k Kind, about []SubjectKind, c Class, rows ...[]row) {
	info := &KindInfo{Kind: k, On: about, Class: c, exact: map[Field]*FieldInfo{}}
	info.Fields = append(slices.Concat(rows...), row{Path: FieldDeleted, Type: YesNo, Inside: true})
	for i := range info.Fields {
		f := &info.Fields[i]
		if f.Class == 0 {
			f.Class = c
		}
	}
	for _, other := range classes {
		if other != c && slices.ContainsFunc(info.Fields, func(f row) bool { return f.Class == other }) {
			info.Fields = append(info.Fields, row{Path: deletedIn(c, other), Type: YesNo, Class: other, Inside: true})
		}
	}
	for i := range info.Fields {
		f := &info.Fields[i]
		if strings.Contains(string(f.Path), "*") {
			info.wild = append(info.wild, f)
		} else {
			info.exact[f.Path] = f
		}
	}
	t[k] = info
}

// deletedIn names the field that deletes what an item has in class c, home being
// the class of its kind.
func deletedIn(home, c Class) Field {
	if c == home {
		return FieldDeleted
	}
	return FieldDeleted + "." + Field(c.String())
}

func isDeleted(f Field) bool {
	return f == FieldDeleted || strings.HasPrefix(string(f), string(FieldDeleted)+".")
}

func buildKinds() kinds {
	t := kinds{}
	t.addCase()
	t.addMember()
	t.addLegal()
	t.addCounselling()
	t.addPlan()
	t.addJourney()
	t.addReview()
	t.addReferral()
	t.addKnowledge()
	t.addPlaces()
	t.addStaff()
	t.addKeeping()
	return t
}
