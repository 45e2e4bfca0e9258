package assets_test

import (
	"bytes"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/stretchr/testify/require"

	"waymark/assets"
)

// letters are what the alphabets of the shipped languages need beyond ASCII: all letters, the marks and digits in use.
var letters = map[string]string{
	"ASCII":   " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~",
	"German":  "ÄÖÜẞäöüß„“‚‘–§€",
	"French":  "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ«»’",
	"Turkish": "ĞİŞÇÖÜğışçöüÂÎÛâîû", "Kurmanji": "ÇÊÎŞÛçêîşû", "Albanian": "ÇËçë",
	"Polish": "ĄĆĘŁŃÓŚŹŻąćęłńóśźż", "Spanish, Portuguese": "ÁÉÍÓÚÑÃÕÇáéíóúñãõç¿¡", "Serbian Latin": "ČĆĐŠŽčćđšž",
	"Hausa": "ƁƊƘƳɓɗƙƴ", "Azeri": "ƏəĞİıŞÇÖÜ", "Vietnamese": "ĂÂĐÊÔƠƯăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
	"Russian":   "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя№",
	"Ukrainian": "ҐЄІЇґєії", "Serbian, Macedonian": "ЂЈЉЊЋЏЃЌЅђјљњћџѓќѕ", "Kazakh, Tajik": "ӘҒҚҢӨҰҮҺІәғқңөұүһіҶӢӮҲҳӯӣҷ",
	"Greek":    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΆΈΉΊΌΎΏ",
	"Arabic":   "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْٰـ،؛؟٠١٢٣٤٥٦٧٨٩٪٫٬",
	"Persian":  "پچژکگیهٔ\u200c۰۱۲۳۴۵۶۷۸۹﷼",
	"Dari":     "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئءۀ",
	"Pashto":   "ټځڅډړږژښګڼۍېیيئۀکګ",
	"Urdu":     "ٹڈڑںھہۂۃےۓۆ۔ؔؐؑؒؓ",
	"Sorani":   "ئاآبپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێ",
	"Tigrinya": "ሀሁሂሃሄህሆለሉሊላሌልሎሐመሠረሰሸቀቈቐቘበቨተቸኀኈነኘአከኰኸዀወዐዘዠየደጀገጐጠጨጰጸፀፈፐ፡።፣፤፥፦፧፩፪፫፬፭፮፯፰፱፲፳፴፵፶፷፸፹፺፻፼",
	"Amharic":  "ሏሟሯሷሿቋቧቷቿኋኗኟኳዟዧዷጇጓጧጯጷጿፏፗ",
	"Georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ„“",
	"Armenian": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև։՝՛՞՜",
	"Bengali":  "অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহড়ঢ়য়ৎংঃঁািীুূৃেৈোৌ্০১২৩৪৫৬৭৮৯।৳",
	"Hindi":    "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहक़ख़ग़ज़ड़ढ़फ़ािीुूृेैोौ्ंःँ०१२३४५६७८९।॥",
	"Punjabi":  "ਅਆਇਈਉਊਏਐਓਔਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵਸ਼ਸਹਖ਼ਗ਼ਜ਼ਫ਼ੜਾਿੀੁੂੇੈੋੌ੍ੰਂੱ੦੧੨੩੪੫੬੭੮੯",
	"Tamil":    "அஆஇஈஉஊஎஏஐஒஓஔஃகஙசஜஞடணதநனபமயரறலளழவஷஸஹாிீுூெேைொோௌ்௦௧௨௩௪௫௬௭௮௯",
	"signs":    "\u00a0\u200c\u200d\u200e\u200f…•–—‘’“”„·×÷±°§¶©€←↑→↓↵✓●○◐■□▲△►◄",
}

func TestEveryLetterOfTheShippedLanguagesHasAGlyph(t *testing.T) {
	for weight, data := range map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold} {
		face, err := font.ParseTTF(bytes.NewReader(data))
		require.NoError(t, err)
		for language, alphabet := range letters {
			t.Run(weight+" "+language, func(t *testing.T) {
				for _, r := range alphabet {
					glyph, found := face.NominalGlyph(r)
					require.True(t, found && glyph != 0, "%q %U", r, r)
				}
			})
		}
		_, found := face.NominalGlyph('中')
		require.False(t, found, "a script that is not shipped is reported missing")
	}
}

// Joining, conjuncts and vowel signs are substitutions: the merge must keep each script's table.
func TestScriptsThatNeedShapingKeptTheirTables(t *testing.T) {
	for weight, data := range map[string][]byte{"regular": assets.FontRegular, "bold": assets.FontBold} {
		face, err := font.ParseTTF(bytes.NewReader(data))
		require.NoError(t, err)
		for _, tag := range []string{"arab", "bng2", "dev2", "gur2", "tml2", "latn", "cyrl"} {
			require.NotNil(t, face.GSUB.FindScript(opentype.MustNewTag(tag)), "%s in %s", tag, weight)
		}
	}
}

func TestTheLicenceIsShipped(t *testing.T) {
	require.Contains(t, assets.FontLicence, "SIL OPEN FONT LICENSE Version 1.1")
	require.Contains(t, assets.FontLicence, "DISCLAIMER")
}
