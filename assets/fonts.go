package assets

import _ "embed"

// FontRegular and FontBold are TrueType fonts merged from Noto for every script the program shows, one per weight. See
// fonts/merge.sh for how they are made, fonts/SOURCE.txt for from what, fonts/OFL.txt for the licence (FontLicence).
var (
	//go:embed fonts/Waymark-Regular.ttf
	FontRegular []byte
	//go:embed fonts/Waymark-Bold.ttf
	FontBold []byte
	//go:embed fonts/OFL.txt
	FontLicence string
)
