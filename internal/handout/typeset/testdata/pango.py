#!/usr/bin/python3
# Writes pango.txt beside this script: sentences in every script the fonts have, with
# Latin names, numbers, dates, telephone and file numbers inside, and how Pango sets
# them with our font: one line for each, tab between
#     language   sentence   width   glyphs from left to right, "id@x" or "id@x+y"
# in units of the font. Glyphs that paint nothing and move nothing are left out.
# Needs: apt-get install --no-install-recommends python3-gi gir1.2-pango-1.0
# Made with Pango 1.50.12 and HarfBuzz 6.0.0.
import json, os, tempfile
here = os.path.dirname(os.path.abspath(__file__))
fonts = os.path.normpath(os.path.join(here, "../../../../assets/fonts"))
work = tempfile.mkdtemp()
with open(work + "/fonts.conf", "w") as f:
    f.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' % (fonts, work))
os.environ["FONTCONFIG_FILE"] = work + "/fonts.conf"
import gi
gi.require_version("Pango", "1.0")
gi.require_version("PangoCairo", "1.0")
from gi.repository import Pango, PangoCairo

FSI, PDI = "\u2068", "\u2069"
NAMES = ["Sara Karim", "José Müller-O’Brien", "T. Haile (W-3020)", "Đặng Văn Ån", "Нино К."]
PHONES = ["+49 170 123 4567", "0043-1-58900", "(0)800/55 66", "+993 12 345678"]
FILES = ["W-4711", "AZ: 12 K 34/26", "§ 58a(1)", "W-3020/2"]
DATES = ["24.11.2026", "2026-11-24", "24/11/2026 14:05", "1405/9/3"]
AMOUNTS = ["1.200,50 EUR", "2,740 €", "19 %", "3×1,000"]

# {n} a name, {p} a telephone number, {f} a file number, {d} a date, {a} an amount.
PHRASES = {
"en": ["{n} may call {p} until {d}.", "File {f}: {a}, “not promised”.", "Your appointment is on {d} with {n}; affine, official, fjord.", "You decide; nobody else (not even {n}) does."],
"fr": ["{n} peut appeler le {p} jusqu’au {d}.", "Dossier {f} : « {a} », pas promis.", "L’entretien du {d} avec {n} est gratuit ; cœur, naïve, où.", "Vous décidez ; personne d’autre."],
"de": ["{n} kann bis {d} unter {p} anrufen.", "Akte {f}: „{a}“, nicht zugesagt.", "Über Größe, Öl und Äpfel spricht {n} am {d}.", "Sie entscheiden, nicht {n}."],
"tr": ["{n}, {d} tarihine kadar {p} numarasını arayabilir.", "Dosya {f}: {a}, söz verilmedi.", "Iğdır’dan İzmir’e gidiş: şöför, ılık, {n}.", "Kararı siz verirsiniz."],
"sq": ["{n} mund të telefonojë {p} deri më {d}.", "Dosja {f}: {a}, pa premtim; çështje, gjëra."],
"vi": ["{n} có thể gọi {p} trước ngày {d}.", "Hồ sơ {f}: {a}; quyết định là của bạn."],
"ru": ["{n} может позвонить по номеру {p} до {d}.", "Дело {f}: «{a}», не обещано.", "Решаете вы, а не {n}; съёмка, ещё, йод.", "Встреча {d}."],
"uk": ["{n} може зателефонувати {p} до {d}.", "Справа {f}: {a}; її, ґрунт, об’єкт."],
"sr": ["{n} може да позове {p} до {d}; ћуприја, џак, њен.", "Предмет {f}: {a}."],
"el": ["Ο/Η {n} μπορεί να καλέσει το {p} έως {d}.", "Φάκελος {f}: «{a}», χωρίς υπόσχεση.", "Εσείς αποφασίζετε· κανείς άλλος.", "Ραντεβού στις {d} με {n}."],
"ar": ["يمكن لـ{n} أن يتصل على {p} حتى {d}.", "الملف {f}: «{a}»، غير موعود.", "موعدك يوم {d} مع {n} (مترجم).", "أنت من يقرر، لا أحد غيرك؛ لِلّٰهِ، إلى الآن، مُتَرجِمًا.", "الرقم ١٢٣٤٥ والهاتف {p}، ٢٤/١١/٢٠٢٦.", "١٬٢٠٠٫٥٠ يورو ≠ {a}"],
"fa": ["{n} می‌تواند تا {d} به {p} زنگ بزند.", "پروندهٔ {f}: «{a}»، قول داده نشده.", "قرار شما روز ۳ آذر ۱۴۰۵ با {n} است.", "شما تصمیم می‌گیرید؛ خانه‌ای، گفت‌وگو، پذیرش.", "شمارهٔ ۱۲۳۴ و {p} (تلفن)."],
"fa-AF": ["{n} می‌تواند تا {d} به شمارهٔ {p} زنگ بزند.", "دوسیه {f}: {a}، وعده نشده.", "ملاقات شما روز ۳ قوس ۱۴۰۵ است؛ ترجمان {n}."],
"ps": ["{n} کولای شي تر {d} پورې {p} ته زنګ ووهي.", "دوسیه {f}: {a}، ژمنه نه ده شوې.", "تاسو پرېکړه کوئ؛ ښځه، ځوان، څوک، ګډه، ړوند، نړۍ، ټول، ډېر، مڼه."],
"ur": ["{n} {d} تک {p} پر فون کر سکتے ہیں۔", "فائل {f}: «{a}»، وعدہ نہیں۔", "فیصلہ آپ کرتے ہیں؛ ٹھیک، ڈاکٹر، بڑا، ہے، گئے، نہیں۔", "ملاقات ۲۴ نومبر ۲۰۲۶ کو {n} کے ساتھ۔"],
"ckb": ["{n} دەتوانێت تا {d} پەیوەندی بە {p} بکات.", "فایلی {f}: {a}، بەڵێن نەدراوە.", "ئێوە بڕیار دەدەن؛ گوێ، ڕێگا، ڤیان، کوردستان، ساڵ، {n}."],
"ti": ["{n} ክሳብ {d} ናብ {p} ክድውል ይኽእል።", "ፋይል {f}፦ {a}፣ ቃል ዘይተኣትወሉ።", "ቆጸራኹም ብ{d} ምስ {n} እዩ፤ ንስኹም ትውስኑ።", "፳፬ ሕዳር ፳፻፲፱ — {d}"],
"am": ["{n} እስከ {d} በ{p} መደወል ይችላል።", "ፋይል {f}፦ {a}፣ ቃል አልተገባም።", "እርስዎ ይወስናሉ፤ ሌላ ማንም አይደለም።"],
"ka": ["{n}-ს შეუძლია დარეკოს {p} ნომერზე {d}-მდე.", "საქმე {f}: „{a}“, არ არის დაპირებული.", "თქვენ წყვეტთ; შეხვედრა {d}, {n}.", "ᲡᲐᲥᲛᲔ {f} (მხედრული და ჴ, ჵ)."],
"hy": ["{n}-ը կարող է մինչև {d} զանգահարել {p}։", "Գործ {f}՝ «{a}», խոստացված չէ։", "Դուք եք որոշում. հանդիպումը {d}, և {n}։"],
"bn": ["{n} {d} পর্যন্ত {p} নম্বরে ফোন করতে পারেন।", "ফাইল {f}: “{a}”, প্রতিশ্রুতি নয়।", "সিদ্ধান্ত আপনার; ক্ষমা, জ্ঞান, শ্রী, র‍্যাব, বিশ্ববিদ্যালয়, কর্তৃপক্ষ।", "সাক্ষাৎ ২৪/১১/২০২৬, {n} ও দোভাষী।"],
"hi": ["{n} {d} तक {p} पर फ़ोन कर सकते हैं।", "फ़ाइल {f}: “{a}”, वादा नहीं।", "निर्णय आपका है; क्षत्रिय, ज्ञान, श्री, द्वितीय, र्‍य, हिंदी, कर्म, पुनर्वास।", "मुलाक़ात २४/११/२०२६ को {n} के साथ।"],
"ne": ["{n} ले {d} सम्म {p} मा फोन गर्न सक्नुहुन्छ।", "फाइल {f}: {a}; निर्णय तपाईंको हो।"],
"pa": ["{n} {d} ਤੱਕ {p} ਤੇ ਫ਼ੋਨ ਕਰ ਸਕਦੇ ਹਨ।", "ਫਾਈਲ {f}: “{a}”, ਵਾਅਦਾ ਨਹੀਂ।", "ਫ਼ੈਸਲਾ ਤੁਹਾਡਾ ਹੈ; ਸ੍ਰੀ, ਪ੍ਰੇਮ, ਸਵੈ, ਪੜ੍ਹਨਾ, ਇੱਕ।"],
"ta": ["{n} {d} வரை {p} எண்ணை அழைக்கலாம்.", "கோப்பு {f}: “{a}”, வாக்குறுதி இல்லை.", "முடிவு உங்களுடையது; ஸ்ரீ, க்ஷ, கொடுக்கை, யௌவனம், தொலைபேசி."],
}

fontmap = PangoCairo.FontMap.new()
context = fontmap.create_context()
context.set_round_glyph_positions(False)
font = Pango.FontDescription.from_string("Waymark")
font.set_absolute_size(1000 * Pango.SCALE)  # one pixel is one unit of the font
PAINTS_NOTHING = 0x0FFFFFFF

def unit(x):
    return int(round(x / Pango.SCALE))

def set_line(language, text):
    context.set_language(Pango.Language.from_string(language))
    rtl = language.split("-")[0] in ("ar", "fa", "ps", "ur", "ckb")
    context.set_base_dir(Pango.Direction.RTL if rtl else Pango.Direction.LTR)
    layout = Pango.Layout.new(context)
    layout.set_auto_dir(False)
    layout.set_font_description(font)
    layout.set_text(text, -1)
    lines = json.loads(layout.serialize(Pango.LayoutSerializeFlags.OUTPUT).get_data())["output"]["lines"]
    assert len(lines) == 1, text
    x, out = 0, []
    for run in lines[0]["runs"]:
        for g in run["glyphs"]:
            if g["glyph"] != PAINTS_NOTHING and g["glyph"] < 0x10000000:
                dx, dy = unit(g.get("x-offset", 0)), -unit(g.get("y-offset", 0))
                out.append("%d@%d" % (g["glyph"], unit(x) + dx) + ("%+d" % dy if dy else ""))
            x += g["width"]
    return unit(x), " ".join(out)

seen = set()
with open(here + "/pango.txt", "w") as f:
    for language, phrases in PHRASES.items():
        for i, phrase in enumerate(phrases):
            for k in range(3):
                slots = dict(n=NAMES[(i + k) % 5], p=PHONES[(i + k) % 4], f=FILES[(i + k) % 4], d=DATES[(i + k) % 4], a=AMOUNTS[(i + k) % 4])
                if k != 1:  # fenced, as messages are; bare, as people type
                    slots = {s: FSI + v + PDI for s, v in slots.items()}
                text = phrase.format(**slots)
                if (language, text) in seen:
                    continue
                seen.add((language, text))
                width, glyphs = set_line(language, text)
                f.write("\t".join([language, text, str(width), glyphs]) + "\n")
print(len(seen), "sentences")
