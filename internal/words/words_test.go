package words

import (
	"math"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"waymark/locales"
)

func speak(t testing.TB, tag string) *Words {
	t.Helper()
	w, err := New(tag)
	require.NoError(t, err)
	w.OnMissing(func(m Missing) { t.Errorf("missing: %+v", m) })
	return w
}

func TestSayInsertsIsolated(t *testing.T) {
	got := speak(t, "ar").Say(Message{Key: "form.kept", Data: map[string]any{"Time": "14:32"}})
	assert.Equal(t, "حُفظ \u206814:32\u2069", got)
}

func TestSayChoosesTheFormOfTheLanguage(t *testing.T) {
	for _, c := range []struct {
		tag   string
		count any
		want  string
	}{
		{"en", 0, "0 days"}, {"en", 1, "1 day"}, {"en", 12345, "12,345 days"}, {"en", int64(2), "2 days"}, {"en", uint8(1), "1 day"},
		{"de", 1, "1 Tag"}, {"de", 12345, "12.345 Tage"},
		{"fr", 0, "0 jour"}, {"fr", 1, "1 jour"}, {"fr", 2, "2 jours"}, {"fr", 1_000_000, "1\u202f000\u202f000 jours"},
		{"ar", 0, "أقل من يوم"}, {"ar", 1, "يوم واحد"}, {"ar", 2, "يومان"}, {"ar", 3, "3 أيام"}, {"ar", 11, "11 يومًا"}, {"ar", 100, "100 يوم"},
	} {
		got := speak(t, c.tag).Say(Message{Key: "unit.days", Count: c.count})
		assert.Equal(t, c.want, Plain(got), "%s %v", c.tag, c.count)
	}
}

func TestSayWritesEachKindOfArgument(t *testing.T) {
	m := fstest.MapFS{"complete": {Data: []byte("en")}, "person": {}, "en/zz.json": {Data: []byte(`{"zz.say": "<{{.X}}>", "zz.name": "Hall"}`)},
		"en/format.json": {Data: mustRead(t, "en/format.json")}}
	c, err := Load(m)
	require.NoError(t, err)
	w, err := c.Words("en")
	require.NoError(t, err)
	type name string
	for _, x := range []struct {
		what  string
		value any
		want  string
	}{
		{"a string as it is", "W-4711", "<W-4711>"},
		{"a named string", name("W-4711"), "<W-4711>"},
		{"a number with groups", 1234567, "<1,234,567>"},
		{"a negative number", int64(math.MinInt64), "<-9,223,372,036,854,775,808>"},
		{"a fraction", 2.5, "<2.5>"},
		{"a message", Message{Key: "zz.name"}, "<Hall>"},
		{"a list", []string{"Anna", "Berhane", "Chaima"}, "<Anna, Berhane and Chaima>"},
		{"a list of messages", []Message{{Key: "zz.name"}, {Key: "zz.name"}}, "<Hall and Hall>"},
		{"a day", time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC), "<24 November 2026>"},
		{"a time of day", AsTime(time.Date(2026, 11, 24, 9, 5, 0, 0, time.UTC)), "<09:05>"},
		{"a moment", AsMoment(time.Date(2026, 11, 24, 9, 5, 0, 0, time.UTC)), "<24 November 2026, 09:05>"},
		{"a day with its weekday", AsWeekday(time.Date(2026, 11, 24, 9, 5, 0, 0, time.UTC)), "<Tuesday 24 November 2026>"},
	} {
		t.Run(x.what, func(t *testing.T) {
			assert.Equal(t, x.want, Plain(w.Say(Message{Key: "zz.say", Data: map[string]any{"X": x.value}})))
		})
	}
}

func TestWhatIsMissingIsSeenAndHeard(t *testing.T) {
	m := fstest.MapFS{"complete": {Data: []byte("en")}, "person": {},
		"en/zz.json": {Data: []byte(`{"zz.both": "both", "zz.english": "english {{.X}}"}`)},
		"de/zz.json": {Data: []byte(`{"zz.both": "beide"}`)}}
	c, err := Load(m)
	require.NoError(t, err)
	w, err := c.Words("de")
	require.NoError(t, err)
	var heard []Missing
	w.OnMissing(func(m Missing) { heard = append(heard, m) })

	assert.Equal(t, "beide", w.Text("zz.both"))
	assert.Empty(t, heard)
	assert.Equal(t, "[zz.none]", w.Text("zz.none"))
	assert.Equal(t, "english \u2068{X}\u2069", w.Text("zz.english"))
	assert.Equal(t, []Missing{
		{Language: "de", Key: "zz.none"},
		{Language: "de", Key: "zz.english", Fallback: true},
		{Language: "de", Key: "zz.english", Name: "X"},
	}, heard)
	assert.Empty(t, w.Say(Message{}), "no message says nothing")
	assert.Equal(t, "message(zz.both)", Message{Key: "zz.both", Data: map[string]any{"X": "Sara"}}.String())
}

func TestDariIsNeverPersianUnsaid(t *testing.T) {
	assert.Equal(t, "fa-AF", speak(t, "fa-AF").Language())
	assert.Equal(t, "جنوری", speak(t, "fa-AF").Month(time.January))
	assert.Equal(t, "ژانویه", speak(t, "fa").Month(time.January))
	assert.Equal(t, "de", speak(t, "de-AT").Language(), "the language given is said")
	for _, tag := range []string{"xx", "", "not a tag", "zh"} {
		_, err := New(tag)
		assert.ErrorIs(t, err, ErrLanguage, tag)
	}
}

func TestDirection(t *testing.T) {
	for _, tag := range []string{"ar", "fa", "fa-AF", "ps", "ur", "ckb", "he", "ar-Arab-MA", "ug", "sd", "yi"} {
		assert.Equal(t, RightToLeft, DirectionOf(tag), tag)
	}
	for _, tag := range []string{"en", "de", "fr", "ti", "ka", "ru", "tr", "kmr", "bn", "hy", "", "?", "az", "uz"} {
		assert.Equal(t, LeftToRight, DirectionOf(tag), tag)
	}
	assert.Equal(t, "rtl", speak(t, "fa-AF").Direction().String())
	assert.Equal(t, "ltr", speak(t, "ti").Direction().String())
}

func TestFigures(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 5, 0, 0, time.FixedZone("", 3600))
	for _, c := range []struct {
		tag  string
		want string
	}{
		{"en", "-1,234,567 | 2,740 EUR | 2,740.05 EUR | -0.05 EUR | 24 November 2026 | Tuesday 24 November 2026 | 24 Nov | 09:05 | 24 November 2026, 09:05 | 12.5 % | 1.2 MB"},
		{"de", "-1.234.567 | 2.740 EUR | 2.740,05 EUR | -0,05 EUR | 24. November 2026 | Dienstag, 24. November 2026 | 24. Nov. | 09:05 | 24. November 2026, 09:05 | 12,5 % | 1,2 MB"},
		{"fr", "-1 234 567 | 2 740 EUR | 2 740,05 EUR | -0,05 EUR | 24 novembre 2026 | mardi 24 novembre 2026 | 24 nov. | 09:05 | 24 novembre 2026 à 09:05 | 12,5 % | 1,2 Mo"},
		{"ar", "-1,234,567 | 2,740 EUR | 2,740.05 EUR | -0.05 EUR | 24 نوفمبر 2026 | الثلاثاء، 24 نوفمبر 2026 | 24 نوفمبر | 09:05 | 24 نوفمبر 2026، 09:05 | 12.5 % | 1.2 MB"},
		{"fa-AF", "-۱٬۲۳۴٬۵۶۷ | ۲٬۷۴۰ EUR | ۲٬۷۴۰٫۰۵ EUR | -۰٫۰۵ EUR | ۲۴ نومبر ۲۰۲۶ | سه\u200cشنبه ۲۴ نومبر ۲۰۲۶ | ۲۴ نومبر | ۰۹:۰۵ | ۲۴ نومبر ۲۰۲۶، ۰۹:۰۵ | ۱۲٫۵ % | ۱٫۲ MB"},
		{"ru", "-1 234 567 | 2 740 EUR | 2 740,05 EUR | -0,05 EUR | 24 ноября 2026 г. | вторник, 24 ноября 2026 г. | 24 нояб. | 09:05 | 24 ноября 2026 г., 09:05 | 12,5 % | 1,2 МБ"},
	} {
		w := speak(t, c.tag)
		got := strings.Join([]string{w.Number(-1234567), w.Money(274000, "EUR"), w.Money(274005, "EUR"), w.Money(-5, "EUR"), w.Date(at),
			w.DateWeekday(at), w.DateShort(at), w.Time(at), w.Moment(at), w.Percent(.125, 1), w.Size(1_258_291)}, " | ")
		got = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got)
		assert.Equal(t, c.want, got, c.tag)
	}
	w := speak(t, "en")
	assert.Equal(t, "5,000\u00a0XOF", w.Money(5000, "XOF"), "a currency without minor units")
	assert.Equal(t, "1.005\u00a0KWD", w.Money(1005, "KWD"), "a currency with three places")
	assert.Equal(t, "–", w.Date(time.Time{}))
	assert.Equal(t, "–", w.Moment(time.Time{}))
	assert.Equal(t, "Sunday", w.Weekday(time.Sunday))
	assert.Equal(t, "512\u00a0B", w.Size(512))
	assert.Equal(t, "25\u00a0MB", w.Size(25<<20))
	assert.Equal(t, "Tigrinya", w.LanguageName("ti"))
	assert.Equal(t, "zz", w.LanguageName("zz"))
	assert.Equal(t, "Türkiye", w.CountryName("TR"))
	assert.Equal(t, "ZZ", w.CountryName("ZZ"))
}

func TestTimesInASentenceAreInItsLanguage(t *testing.T) {
	w := speak(t, "de")
	for _, c := range []struct {
		value any
		want  string
	}{
		{time.March, "März"}, {time.Friday, "Freitag"}, {90 * time.Minute, "90 Minuten"}, {-25 * time.Hour, "25 Stunden"}, {366 * 24 * time.Hour, "366 Tage"},
		{time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), "1. März 2026"},
	} {
		assert.Equal(t, "gesichert "+c.want, Plain(w.Say(Message{Key: "form.kept", Data: map[string]any{"Time": c.value}})))
	}
}

func TestDaysAreCountedByTheCalendar(t *testing.T) {
	zone := time.FixedZone("", 3600)
	now := time.Date(2026, 3, 29, 0, 30, 0, 0, zone)
	for _, c := range []struct {
		name string
		day  time.Time
		en   string
		ar   string
	}{
		{"the same day, 23 hours later", now.Add(23 * time.Hour), "today", "اليوم"},
		{"an hour before", now.Add(-time.Hour), "yesterday", "أمس"},
		{"the next day, told in another zone", time.Date(2026, 3, 29, 23, 30, 0, 0, time.UTC), "tomorrow", "غدًا"},
		{"long ago", now.AddDate(-1, 0, 0), "365 days ago", "قبل 365 يومًا"},
		{"soon", now.AddDate(0, 0, 2), "in 2 days", "بعد يومين"},
	} {
		r := Relative{Day: c.day, From: now}
		assert.Equal(t, c.en, Plain(speak(t, "en").Relative(r)), c.name)
		assert.Equal(t, "حُفظ "+c.ar, Plain(speak(t, "ar").Say(Message{Key: "form.kept", Data: map[string]any{"Time": r}})), c.name)
	}
}

func TestIndianGroups(t *testing.T) {
	m := fstest.MapFS{"complete": {Data: []byte("en")}, "person": {}, "en/format.json": {Data: []byte(
		`{"format.digits": "0123456789", "format.decimal": ".", "format.group": ",", "format.grouping": "3;2"}`)}}
	c, err := Load(m)
	require.NoError(t, err)
	w, err := c.Words("en")
	require.NoError(t, err)
	assert.Equal(t, "1,23,45,678", w.Number(12345678))
	assert.Equal(t, "12,345", w.Number(12345))
	assert.Equal(t, "345", w.Number(345))
}

func TestListsDoNotNest(t *testing.T) {
	w := speak(t, "ar")
	assert.Empty(t, w.List(nil))
	assert.Equal(t, "\u2068Anna\u2069", w.List([]string{"Anna"}))
	assert.Equal(t, "\u2068Anna\u2069 و\u2068سارا\u2069", w.List([]string{"Anna", "سارا"}))
	long := w.List(strings.Split(strings.Repeat("x ", 199)+"x", " "))
	assert.LessOrEqual(t, depthOf(long), 1)
	assert.Equal(t, 200, strings.Count(long, "x"))
	assert.Equal(t, "\u2068{{.Item}}\u2069 and \u2068b\u2069", speak(t, "en").List([]string{"{{.Item}}", "b"}), "a name is never a template")
}

func depthOf(s string) int {
	depth, deepest := 0, 0
	for _, r := range s {
		switch {
		case r >= '\u2066' && r <= '\u2068':
			depth++
			deepest = max(deepest, depth)
		case r == '\u2069':
			depth--
		}
	}
	return deepest
}

// Whatever a name holds, after it the sentence is where it was: every isolate
// opened inside is closed inside and none that was opened outside.
func TestANameCannotBreakOut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		runes := rapid.SliceOf(rapid.SampledFrom([]rune("aب1 \u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200f\n\u2029"))).Draw(rt, "name")
		for _, paragraph := range strings.FieldsFunc(Isolate(string(runes)), func(r rune) bool { return r == '\n' || r == '\u2029' }) {
			depth := 0
			for i, r := range []rune(paragraph) {
				switch {
				case r >= '\u2066' && r <= '\u2068':
					depth++
				case r == '\u2069':
					depth--
				case r == '\u202d' || r == '\u202e':
					rt.Fatal("an override is left")
				}
				if depth < 1 && i < len([]rune(paragraph))-1 {
					rt.Fatalf("outside the fence at rune %d of %+q", i, paragraph)
				}
			}
			if depth != 0 {
				rt.Fatalf("fence not closed in %+q", paragraph)
			}
		}
	})
}

func TestNumbersAgreeWithArithmetic(t *testing.T) {
	w := speak(t, "en")
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64().Draw(rt, "n")
		var back, sign int64 = 0, 1
		for _, r := range w.Number(n) {
			switch {
			case r == '-':
				sign = -1
			case r != ',':
				back = back*10 + sign*int64(r-'0')
			}
		}
		if back != n {
			rt.Fatalf("%d became %s", n, w.Number(n))
		}
	})
}

func TestWordsMayBeSharedBetweenGoroutines(t *testing.T) {
	w := speak(t, "ar")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for n := range 50 {
				w.Say(Message{Key: "unit.persons", Count: n})
			}
		})
	}
	wait.Wait()
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := locales.FS.ReadFile(name)
	require.NoError(t, err)
	return raw
}

func BenchmarkSay(b *testing.B) {
	w := speak(b, "ar")
	m := Message{Key: "form.kept", Data: map[string]any{"Time": "14:32"}}
	b.ReportAllocs()
	for b.Loop() {
		w.Say(m)
	}
}

func BenchmarkText(b *testing.B) {
	w := speak(b, "ar")
	b.ReportAllocs()
	for b.Loop() {
		w.Text("rail.cases")
	}
}
