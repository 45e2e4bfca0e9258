package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// galleryFolder, when set in the environment, is where TestGallery leaves its pictures for somebody to look at.
const galleryFolder = "WAYMARK_GALLERY"

// tempApp gives a test the program's theme.
func tempApp(t testing.TB, look Look) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(look))
}

// window shows content in a window of a size, laid out until it is at rest.
func window(t testing.TB, content fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, content)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	w.Resize(fyne.NewSize(width, height+1))
	w.Resize(fyne.NewSize(width, height))
	return w
}

func TestGalleryIsDrawnInEveryLookAndDirection(t *testing.T) {
	for _, row := range []struct {
		name  string
		words galleryWords
		look  Look
	}{
		{"english", english, Look{}},
		{"arabic", arabic, Look{}},
		{"arabic dark 22", arabic, Look{Mode: Dark, Text: 22}},
		{"english contrast", english, Look{Mode: HighContrast}},
	} {
		t.Run(row.name, func(t *testing.T) {
			tempApp(t, row.look)
			content := gallery(Env{RTL: row.words.rtl}, row.words)
			w := window(t, Ground(false, content), 1024, 1000)
			picture := w.Canvas().Capture()
			require.Equal(t, 1024, picture.Bounds().Dx())
			if folder := os.Getenv(galleryFolder); folder != "" {
				f, err := os.Create(filepath.Join(folder, "gallery "+row.name+".png"))
				require.NoError(t, err)
				require.NoError(t, png.Encode(f, picture))
				require.NoError(t, f.Close())
			}
		})
	}
}

type galleryWords struct {
	rtl                                                                   bool
	title, section, body, quiet, label, label2, placeholder, note, button string
	primary, danger, disabled, yes, no, check, badge, banner              string
	options                                                               []Option
}

var english = galleryWords{
	title: "Counselling session", section: "What they said, in their words", button: "Short contact", primary: "Record",
	body:  "W-4711: T. Haile (Tigrinya, ትግርኛ) called from +49 228 555 at 14:30; سارا کەریم speaks Sorani. The quick brown fox goes on until the line wraps.",
	quiet: "kept 14:32", label: "Name", label2: "Telephone", placeholder: "as it is written in the passport", note: "Er sagte: «خانه من در کابل است» und W-4711.\nসে বলেছে: আমি বাড়ি যেতে চাই।",
	danger: "Erase", disabled: "Sync", yes: "Yes", no: "No", check: "Your rights here", badge: "at the hub", banner: "Practice vault: nothing here is ever sent",
	options: []Option{{Key: "a", Label: "still considering"}, {Key: "b", Label: "applied"}, {Key: "c", Label: "not interested"}},
}

var arabic = galleryWords{
	rtl: true, title: "جلسة المشورة", section: "ما قالوه بكلماتهم", button: "اتصال قصير", primary: "تسجيل",
	body:  "الملف \u2068W-4711\u2069: اتصل \u2068T. Haile\u2069 من الرقم \u2068+49 228 555\u2069 الساعة 14:30، وفقًا للمادة \u2068§ 60 AufenthG\u2069 (انظر الملاحظة 3). يستمر هذا النص حتى نهاية السطر.",
	quiet: "حُفظ 14:32", label: "الاسم", label2: "الهاتف", placeholder: "كما هو مكتوب في جواز السفر", note: "قال: يريد العودة إلى Erbil في 12.11.2026.\nEr sagte: ja.",
	danger: "محو", disabled: "مزامنة", yes: "نعم", no: "لا", check: "حقوقك هنا", badge: "في المركز", banner: "خزنة تدريب: لا يُرسل أي شيء من هنا",
	options: []Option{{Key: "a", Label: "ما زال يفكر"}, {Key: "b", Label: "قدّم طلبًا"}, {Key: "c", Label: "غير مهتم"}},
}

func gallery(e Env, w galleryWords) fyne.CanvasObject {
	off := e.Button(w.disabled, nil)
	off.Disable()
	name := e.Entry("T. Haile طارق", nil)
	phone := e.NewEntry(EntryOptions{Placeholder: w.placeholder})
	bad := e.Entry("12", nil)
	bad.Complain(w.quiet)
	choice := e.Choice(w.options, "b", nil)
	content := e.Column(
		e.Banner(w.banner, Warn, e.Button(w.button, nil)),
		e.Row(Grow(e.Heading(w.title)), e.Quiet(w.quiet), e.Primary(w.primary, nil).WithShortcut("Ctrl+Enter")),
		e.Text(w.body),
		e.Flow(e.Button(w.button, nil), e.Destructive(w.danger, nil), off, e.Flat(w.button, nil), e.Badge(w.badge, Good), e.Badge(w.badge, Plain), e.Badge(w.badge, Danger)),
		e.Form(Field{Label: w.label, Control: name, Hint: w.placeholder}, Field{Label: w.label2, Control: phone}, Field{Label: w.label, Control: bad}),
		e.Section(w.section, e.Note(w.note, nil), e.Button(w.button, nil)),
		e.Card(e.Side(0.5, e.Column(choice, e.Answer(YesNo{w.yes, w.no}, NotAnswered, nil)), e.Column(e.Check(w.check, true, nil), e.Check(w.check, false, nil)))),
		Separator(),
		e.Words("Georgian: გამარჯობა. Armenian: Բարեւ։ Hindi: नमस्ते। Gurmukhi: ਸਤ ਸ੍ਰੀ ਅਕਾਲ। Tamil: வணக்கம்.\nПривет, как дела? Γειά σου. پښتو: زه غواړم ې\nاردو: میں گھر جانا چاہتا ہوں۔"),
	)
	return NewScroll(Pad(2, content))
}
