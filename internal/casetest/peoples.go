package casetest

// people is where fictional persons come from: names as they are written at home and
// in Latin letters, languages, places, and sentences somebody might say.
type people struct {
	country   string
	languages []string // the first is the first language of most
	regions   []string
	women     [][2]string // native, Latin
	men       [][2]string
	families  [][2]string
	spelling  string // another spelling of a common family name, as authorities write it
	wants     []string
	questions []string
}

var peoples = []people{
	{
		"IQ", []string{"ar", "ckb"}, []string{"نينوى", "بغداد", "البصرة", "هەولێر"},
		[][2]string{{"آمنة", "Amina"}, {"زينب", "Zainab"}, {"نور", "Nour"}, {"هدى", "Huda"}, {"شيرين", "Shirin"}},
		[][2]string{{"أحمد", "Ahmad"}, {"مصطفى", "Mustafa"}, {"عمر", "Omar"}, {"يوسف", "Yousif"}, {"ڕێبین", "Rebin"}},
		[][2]string{{"الجبوري", "Al-Jubouri"}, {"العبيدي", "Al-Obaidi"}, {"حسين", "Hussein"}, {"کەریم", "Karim"}}, "Aljuburi",
		[]string{"أريد أن أفتح ورشة لتصليح السيارات مع أخي.", "أريد أن أرى أمي قبل أن يفوت الأوان، لكني أخاف من العودة إلى الحي القديم."},
		[]string{"هل أستطيع أن أغيّر رأيي بعد التوقيع؟", "من سيدفع ثمن الدواء هناك؟"},
	},
	{
		"SY", []string{"ar"}, []string{"حلب", "دمشق", "إدلب"},
		[][2]string{{"فاطِمَة", "Fatima"}, {"ريم", "Reem"}, {"سلمى", "Salma"}, {"لينا", "Lina"}},
		[][2]string{{"مُحَمَّد", "Mohammad"}, {"خالد", "Khaled"}, {"إبراهيم", "Ibrahim"}, {"سامر", "Samer"}},
		[][2]string{{"الحلبي", "Al-Halabi"}, {"الخطيب", "Al-Khatib"}, {"نجار", "Najjar"}}, "Alkhateeb",
		[]string{"لا أعرف بعد. أريد أن أفهم كل الطرق، البقاء أيضاً.", "أولادي يجب أن يذهبوا إلى المدرسة، هذا أهم شيء."},
		[]string{"ماذا يحدث لطلب اللجوء إذا ذهبت؟", "هل تخبرون السفارة؟"},
	},
	{
		"AF", []string{"fa-AF", "ps"}, []string{"کابل", "هرات", "ننگرهار"},
		[][2]string{{"فرشته", "Fereshta"}, {"لیلا", "Leila"}, {"ګلالۍ", "Gulalai"}, {"زهرا", "Zahra"}},
		[][2]string{{"علی\u200cرضا", "Ali Reza"}, {"نجیب\u200cالله", "Najibullah"}, {"هارون", "Haroon"}, {"ځلمی", "Zalmai"}},
		[][2]string{{"نوری", "Noori"}, {"کریمی", "Karimi"}, {"احمدزی", "Ahmadzai"}, {"رحیمی", "Rahimi"}}, "Ahmadzay",
		[]string{"می\u200cخواهم پیش خانواده\u200cام باشم، ولی از راه می\u200cترسم.", "زه غواړم چې خپل دوکان پرانیزم."},
		[]string{"اگر نخواهم بروم چه می\u200cشود؟", "آیا می\u200cتوانم فردا نظرم را عوض کنم؟"},
	},
	{
		"IR", []string{"fa"}, []string{"تهران", "اصفهان", "تبریز"},
		[][2]string{{"مریم", "Maryam"}, {"نازنین", "Nazanin"}, {"سارا", "Sara"}},
		[][2]string{{"امیر", "Amir"}, {"کاوه", "Kaveh"}, {"بهروز", "Behrouz"}},
		[][2]string{{"حسینی", "Hosseini"}, {"یزدانی", "Yazdani"}, {"گلستانی", "Golestani"}}, "Hoseyni",
		[]string{"می\u200cخواهم دوباره در نانوایی کار کنم.", "هنوز تصمیم نگرفته\u200cام."},
		[]string{"چه کسی این یادداشت\u200cها را می\u200cخواند؟", "هزینهٔ سفر را چه کسی می\u200cدهد؟"},
	},
	{
		"ER", []string{"ti", "ar"}, []string{"ኣስመራ", "ከረን", "መንደፈራ"},
		[][2]string{{"ሰላም", "Selam"}, {"ሚርያም", "Miriam"}, {"ትርሓስ", "Tirhas"}, {"ራሄል", "Rahel"}},
		[][2]string{{"ዮናስ", "Yonas"}, {"ተስፋይ", "Tesfay"}, {"ፍጹም", "Fitsum"}, {"ኣብርሃም", "Abraham"}},
		[][2]string{{"ገብረመድህን", "Ghebremedhin"}, {"ሃይለ", "Haile"}, {"ወልደሚካኤል", "Woldemichael"}}, "Gebremedhin",
		[]string{"ምስ ስድራይ ክራኸብ እደሊ፡ ግን ብዛዕባ ድሕነተይ እፈርህ።", "ንኽመሃርን ንኽሰርሕን እደሊ ኣለኹ።"},
		[]string{"ሓሳበይ ክቕይር እኽእል ድየ?", "መን እዩ ነዚ ዘንብቦ?"},
	},
	{
		"GE", []string{"ka", "ru"}, []string{"თბილისი", "ქუთაისი", "სამეგრელო"},
		[][2]string{{"ნინო", "Nino"}, {"მარიამ", "Mariam"}, {"თამარ", "Tamar"}, {"ქეთევან", "Ketevan"}},
		[][2]string{{"გიორგი", "Giorgi"}, {"ლევან", "Levan"}, {"დავით", "Davit"}, {"ზურაბ", "Zurab"}},
		[][2]string{{"ბერიძე", "Beridze"}, {"კაპანაძე", "Kapanadze"}, {"გელაშვილი", "Gelashvili"}}, "Gelaschwili",
		[]string{"მინდა სახლში დაბრუნება და პატარა საცხობის გახსნა.", "დედაჩემს მკურნალობა სჭირდება."},
		[]string{"როდის მექნება პასუხი?", "შემიძლია თუ არა უკან დაბრუნება?"},
	},
	{
		"UA", []string{"uk", "ru"}, []string{"Харківська область", "Одеса", "Львів"},
		[][2]string{{"Оксана", "Oksana"}, {"Юлія", "Yuliia"}, {"Ганна", "Hanna"}},
		[][2]string{{"Андрій", "Andrii"}, {"Сергій", "Serhii"}, {"Фёдор", "Fedor"}},
		[][2]string{{"Шевчук", "Shevchuk"}, {"Коваленко", "Kovalenko"}, {"Ґудзь", "Gudz"}}, "Schewtschuk",
		[]string{"Хочу повернутися до сестри, коли буде безпечно.", "Я ще думаю, мені потрібен час."},
		[]string{"Чи можу я взяти з собою собаку?", "Що буде, якщо я відмовлюся?"},
	},
	{
		"BD", []string{"bn"}, []string{"সিলেট", "ঢাকা", "কুমিল্লা"},
		[][2]string{{"ফারজানা", "Farzana"}, {"রোকেয়া", "Rokeya"}, {"শিরিন", "Shirin"}},
		[][2]string{{"রফিকুল", "Rafiqul"}, {"কুমার", "Kumar"}, {"জাহাঙ্গীর", "Jahangir"}, {"মিজান", "Mizan"}},
		[][2]string{{"ইসলাম", "Islam"}, {"চৌধুরী", "Chowdhury"}, {"হোসেন", "Hossain"}}, "Choudhury",
		[]string{"আমি গ্রামে একটি মুদির দোকান খুলতে চাই।", "আমার ঋণ আছে, সেটাই সবচেয়ে বড় চিন্তা।"},
		[]string{"টাকা কখন পাব?", "আমি কি মত বদলাতে পারি?"},
	},
	{
		"TR", []string{"tr", "kmr"}, []string{"Diyarbakır", "İzmir", "Gaziantep"},
		[][2]string{{"Gülşen", "Gülşen"}, {"Çiğdem", "Çiğdem"}, {"Rojîn", "Rojîn"}},
		[][2]string{{"İsmail", "İsmail"}, {"Oğuz", "Oğuz"}, {"Baran", "Baran"}},
		[][2]string{{"Işık", "Işık"}, {"Yıldırım", "Yıldırım"}, {"Gökçe", "Gökçe"}}, "Goekce",
		[]string{"Annemin yanına dönmek istiyorum ama iş bulabilir miyim bilmiyorum.", "Önce avukatla konuşmak istiyorum."},
		[]string{"Giriş yasağı ne kadar sürer?", "Bu konuşmayı kim okuyacak?"},
	},
	{
		"AL", []string{"sq"}, []string{"Shkodër", "Vlorë", "Kukës"},
		[][2]string{{"Gëzime", "Gëzime"}, {"Mirjeta", "Mirjeta"}, {"Çela", "Çela"}},
		[][2]string{{"Agron", "Agron"}, {"Gëzim", "Gëzim"}, {"Besnik", "Besnik"}},
		[][2]string{{"Hoxhaj", "Hoxhaj"}, {"Përkola", "Përkola"}, {"Dervishi", "Dervishi"}}, "Hodzhaj",
		[]string{"Dua të hap një punishte druri në shtëpi.", "Djali im është i sëmurë dhe kam frikë për ilaçet."},
		[]string{"A mund të ndërroj mendje?", "Kush e paguan biletën?"},
	},
	{
		"VN", []string{"vi"}, []string{"Nghệ An", "Hà Tĩnh", "Hải Phòng"},
		[][2]string{{"Nguyễn Thị Hồng", "Nguyen Thi Hong"}, {"Phạm Thị Lệ", "Pham Thi Le"}},
		[][2]string{{"Trần Văn Đức", "Tran Van Duc"}, {"Lê Quang Vũ", "Le Quang Vu"}},
		[][2]string{{"Ngọc", "Ngoc"}, {"Đặng", "Dang"}, {"Hữu", "Huu"}}, "Nguyen",
		[]string{"Tôi muốn học nghề làm bánh và về nhà với con.", "Tôi còn nợ tiền đi đường."},
		[]string{"Nếu tôi không về thì sao?", "Ai sẽ đón tôi ở sân bay?"},
	},
	{
		"RS", []string{"sr", "rom"}, []string{"Врање", "Ниш", "Нови Сад"},
		[][2]string{{"Јелена", "Jelena"}, {"Снежана", "Snežana"}, {"Љиљана", "Ljiljana"}},
		[][2]string{{"Горан", "Goran"}, {"Ђорђе", "Đorđe"}, {"Милош", "Miloš"}},
		[][2]string{{"Јовановић", "Jovanović"}, {"Ђурић", "Đurić"}, {"Живковић", "Živković"}}, "Djuric",
		[]string{"Желим да деца заврше школу пре пута.", "Кућа је оштећена, не знам где бисмо живели."},
		[]string{"Да ли могу да се предомислим?", "Ко плаћа превоз?"},
	},
	{
		"NG", []string{"en", "ig", "yo"}, []string{"Edo", "Ìbàdàn", "Enugu"},
		[][2]string{{"Ngọzi", "Ngozi"}, {"Adébáyọ̀", "Adebayo"}, {"Blessing", "Blessing"}},
		[][2]string{{"Chukwuemeka", "Chukwuemeka"}, {"Olúwaṣeun", "Oluwaseun"}, {"Osaze", "Osaze"}},
		[][2]string{{"Ọkọ́nkwọ", "Okonkwo"}, {"Adéyẹmí", "Adeyemi"}, {"Ehigie", "Ehigie"}}, "Okonquo",
		[]string{"I want to start a tailoring shop, but not in the same town.", "I have not decided. I want to hear about staying as well."},
		[]string{"Will anybody at home be told why I came?", "Can I change my mind at the airport?"},
	},
	{
		"MA", []string{"ar", "fr"}, []string{"الدار البيضاء", "وجدة", "بني ملال"},
		[][2]string{{"خديجة", "Khadija"}, {"إكرام", "Ikram"}, {"سعاد", "Souad"}},
		[][2]string{{"عبد الرحمٰن", "Abderrahmane"}, {"ياسين", "Yassine"}, {"حمزة", "Hamza"}},
		[][2]string{{"بنعلي", "Benali"}, {"العلوي", "El Alaoui"}, {"أيت داود", "Aït Daoud"}}, "Ben Ali",
		[]string{"بغيت نرجع عند الوالدة ونبدا مشروع صغير ديال النجارة.", "Je veux d'abord savoir ce que dit l'avocate."},
		[]string{"واش يمكن ليا نبدل رأيي؟", "Combien de temps pour les papiers ?"},
	},
}

// counsellors write in their own language; these are the sentences they draw from.
var sentences = map[string][]string{
	"de": {
		"Gespräch auf Wunsch der Person, ruhiger Raum, Tür geschlossen.", "Fühlt sich in der Unterkunft an der Hauptstraße unsicher, möchte nicht, dass andere davon erfahren.",
		"Alle Möglichkeiten besprochen, auch das Bleiben und den Rechtsweg.", "Hat verstanden, dass jederzeit ein Rücktritt möglich ist, und hat es mit eigenen Worten wiederholt.",
		"Die Frist für die Beschwerde wurde zuerst genannt, Kontakt zur Rechtsberatung hergestellt.", "Sorge um die Größe der Wohnung und um Schulden bei Verwandten.",
		"Auf den Beträgen, die im Internet stehen, wurde nichts versprochen.", "Nächster Schritt: Anfrage zu den Medikamenten im Herkunftsland.",
	},
	"fr": {
		"Entretien à la demande de la personne, porte fermée.", "Toutes les possibilités ont été expliquées, y compris rester et les voies de recours.",
		"A reformulé avec ses mots qu'elle peut changer d'avis jusqu'au départ.", "Inquiétude au sujet de la scolarité des enfants et d'une dette familiale.",
		"Le délai de recours a été rappelé en premier ; rendez-vous pris avec l'aide juridique.", "Rien n'a été promis quant aux montants trouvés en ligne.",
		"Prochaine étape : question au partenaire sur le traitement médical.", "L'interprète au téléphone a été coupé deux fois, on a repris depuis le début.",
	},
}

// pseudonyms are words that tell nothing of anybody.
var pseudonyms = []string{"Linde", "Ahorn", "Zeder", "Kiesel", "Möwe", "Farn", "Quelle", "Birke", "Étoile", "Galet", "Roseau", "Mésange"}
