package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"strconv"
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
		page  func(*testing.T, Env, galleryWords) fyne.Window
	}{
		{"english fields", english, Look{}, fields},
		{"arabic fields", arabic, Look{}, fields},
		{"arabic dark 22 fields", arabic, Look{Mode: Dark, Text: 22}, fields},
		{"english contrast fields", english, Look{Mode: HighContrast}, fields},
		{"english frame", english, Look{}, frame},
		{"arabic frame", arabic, Look{}, frame},
		{"arabic frame 22", arabic, Look{Text: 22}, frame},
		{"english dialog", english, Look{}, dialog},
		{"arabic dialog", arabic, Look{Mode: Dark}, dialog},
	} {
		t.Run(row.name, func(t *testing.T) {
			tempApp(t, row.look)
			w := row.page(t, Env{RTL: row.words.rtl}, row.words)
			picture := w.Canvas().Capture()
			require.Equal(t, 1024, picture.Bounds().Dx())
			if folder := os.Getenv(galleryFolder); folder != "" {
				f, err := os.Create(filepath.Join(folder, row.name+".png"))
				require.NoError(t, err)
				require.NoError(t, png.Encode(f, picture))
				require.NoError(t, f.Close())
			}
		})
	}
}

func fields(t *testing.T, e Env, w galleryWords) fyne.Window {
	return window(t, Ground(false, gallery(e, w)), 1024, 1000)
}

func frame(t *testing.T, e Env, w galleryWords) fyne.Window {
	places := []BarItem{{Key: "today", Label: w.title}, {Key: "cases", Label: w.label, Count: "12"}, {Key: "sync", Label: w.disabled}}
	header := Ground(true, Pad(1, e.Row(e.Strong("Waymark"), Grow(e.Quiet("Ctrl+K")), e.Lights(Lamp{LampYes, w.badge}, Lamp{LampNo, w.quiet}, Lamp{LampUnknown, w.quiet}), e.Button(w.danger, nil))))
	rail := Ground(true, AtLeast(150, 0, e.Rail(places, "cases", nil)))
	list := e.NewList(ListOptions{
		Length: func() int { return 100_000 },
		Create: func() fyne.CanvasObject {
			return e.Row(Grow(e.Name("")), e.NewText(TextOptions{Line: true, Style: Caption}))
		},
		Update: func(i int, o fyne.CanvasObject) {
			row := o.(*fyne.Container).Objects
			row[0].(*fyne.Container).Objects[0].(*Text).SetText([]string{"سارا کەریم", "T. Haile", "Nino K. نينو"}[i%3])
			row[1].(*Text).SetText("W-" + strconv.Itoa(4700+i))
		},
	})
	list.Highlight(2)
	faces := e.NewFaces()
	faces.Empty(FaceWords{Title: w.section, Lines: []string{w.body}, Commands: []fyne.CanvasObject{e.Primary(w.primary, nil), e.Button(w.button, nil)}})
	busy := e.NewFaces()
	busy.Busy()
	file := e.Column(
		e.Row(e.Back(w.label, nil), Grow(e.Heading(w.title))),
		e.Tabs(places, "today", nil),
		e.Select(w.options, "", w.placeholder, nil), e.Select(w.options, "b", w.placeholder, nil),
		e.Progress(0.4, w.quiet),
		AtLeast(0, 160, faces.View), AtLeast(0, 100, busy.View),
	)
	person := Themed(NewTheme(Look{Person: true, Text: 26}), Pad(2, e.Rich(RichOptions{Markdown: w.topic})))
	middle := e.Border(Sides{Start: AtLeast(280, 0, list)}, Pad(1, e.Column(file, person)))
	toasts := e.NewToasts()
	toasts.Show(w.quiet, e.Flat(w.no, nil))
	win := window(t, Stack(Ground(false, e.Border(Sides{Top: header, Start: rail}, middle)), toasts.View), 1024, 1000)
	win.Canvas().Focus(list)
	return win
}

func dialog(t *testing.T, e Env, w galleryWords) fyne.Window {
	win := fields(t, e, w)
	e.Dialog(win.Canvas(), DialogOptions{Title: w.section, Content: e.Column(e.Text(w.body), e.Passphrase(PassphraseOptions{Show: w.yes, Hide: w.no}).Field),
		Buttons: []fyne.CanvasObject{e.Primary(w.primary, nil), e.Button(w.no, nil)}})
	return win
}

type galleryWords struct {
	rtl                                                                   bool
	title, section, body, quiet, label, label2, placeholder, note, button string
	primary, danger, disabled, yes, no, check, badge, banner, topic       string
	options                                                               []Option
}

var english = galleryWords{
	title: "Counselling session", section: "What they said, in their words", button: "Short contact", primary: "Record",
	body:  "W-4711: T. Haile (Tigrinya, ትግርኛ) called from +49 228 555 at 14:30; سارا کەریم speaks Sorani. The quick brown fox goes on until the line wraps.",
	quiet: "kept 14:32", label: "Name", label2: "Telephone", placeholder: "as it is written in the passport", note: "Er sagte: «خانه من در کابل است» und W-4711.\nসে বলেছে: আমি বাড়ি যেতে চাই।",
	danger: "Erase", disabled: "Sync", yes: "Yes", no: "No", check: "Your rights here", badge: "at the hub", banner: "Practice vault: nothing here is ever sent",
	topic:   "# Your rights here\n\nThis talk is **free** and confidential.\n\n- You may stop at any time.\n- You may *change your mind* until departure, and nobody may hold it against you.\n\n1. one\n2. two",
	options: []Option{{Key: "a", Label: "still considering"}, {Key: "b", Label: "applied"}, {Key: "c", Label: "not interested"}},
}

var arabic = galleryWords{
	rtl: true, title: "جلسة المشورة", section: "ما قالوه بكلماتهم", button: "اتصال قصير", primary: "تسجيل",
	body:  "الملف \u2068W-4711\u2069: اتصل \u2068T. Haile\u2069 من الرقم \u2068+49 228 555\u2069 الساعة 14:30، وفقًا للمادة \u2068§ 60 AufenthG\u2069 (انظر الملاحظة 3). يستمر هذا النص حتى نهاية السطر.",
	quiet: "حُفظ 14:32", label: "الاسم", label2: "الهاتف", placeholder: "كما هو مكتوب في جواز السفر", note: "قال: يريد العودة إلى Erbil في 12.11.2026.\nEr sagte: ja.",
	danger: "محو", disabled: "مزامنة", yes: "نعم", no: "لا", check: "حقوقك هنا", badge: "في المركز", banner: "خزنة تدريب: لا يُرسل أي شيء من هنا",
	topic:   "# حقوقك هنا\n\nهذا الحديث **مجاني وسري** (حتى مع Waymark).\n\n- يمكنك التوقف في أي وقت.\n- يمكنك *تغيير رأيك* حتى المغادرة، ولا يجوز لأحد أن يأخذ ذلك عليك.\n\n1. واحد\n2. اثنان",
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
