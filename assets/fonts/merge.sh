#!/bin/bash
# Builds Waymark-Regular.ttf and Waymark-Bold.ttf beside this script: one font per weight with every script Waymark
# shows, because a Fyne theme takes one font per style and no script may depend on what the machine has installed.
# Sources: Debian's fonts-noto-core (Noto, SIL Open Font License 1.1, no reserved font name; licence in OFL.txt).
# Needs: apt-get install --no-install-recommends fonts-noto-core fonttools
# The result is the same for the same fonts-noto-core; SOURCE.txt says which version the files in the repository came from.
set -euo pipefail
cd "$(dirname "$0")"
noto=/usr/share/fonts/truetype/noto
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1735689600

# Noto Sans has no arrows and no shapes. These have one weight, which serves both.
arrows='U+2190-2194,U+21B5'
shapes='U+21E7,U+25A0,U+25A1,U+25B2,U+25B3,U+25BA,U+25BC,U+25C4,U+25CB,U+25CF,U+25D0,U+2713'
cut() { pyftsubset "$noto/$1" --unicodes="$2" --layout-features='' --drop-tables+=MATH --output-file="$work/$3.ttf"; }
cut NotoSansMath-Regular.ttf "$arrows" arrows
cut NotoSansSymbols2-Regular.ttf "$shapes" shapes

for weight in Regular Bold; do
  sources=("$noto/NotoSans-$weight.ttf")
  for script in Arabic Ethiopic Georgian Armenian Bengali Devanagari Gurmukhi Tamil; do
    sources+=("$noto/NotoSans$script-$weight.ttf")
  done
  pyftmerge --output-file="$work/$weight.ttf" --drop-tables=vhea,vmtx "${sources[@]}" "$work/arrows.ttf" "$work/shapes.ttf"
  /usr/bin/python3 - "$work/$weight.ttf" "Waymark-$weight.ttf" "$weight" <<'P'
import sys
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
src, out, weight = sys.argv[1:]
t = TTFont(src, recalcTimestamp=False)
# The merge takes Noto Sans Arabic's line height (2.1 em). With less than this the dots under Pashto letters or the top
# of a bold tanwin are cut, with more the lines stand too far apart.
a, d = 1220, -550
t['hhea'].ascent, t['hhea'].descent, t['hhea'].lineGap = a, d, 0
o = t['OS/2']
o.sTypoAscender, o.sTypoDescender, o.sTypoLineGap, o.usWinAscent, o.usWinDescent = a, d, 0, a, -d
for n in list(t['name'].names):
    v = {1: 'Waymark', 3: 'Waymark ' + weight, 4: 'Waymark ' + weight, 6: 'Waymark-' + weight}.get(n.nameID)
    if v:
        t['name'].setName(v, n.nameID, n.platformID, n.platEncID, n.langID)
t['head'].created = t['head'].modified = 3818534400
# Which glyphs a rule is for, as lists: in the other form, ranges, go-text 0.3 overlooks those after many ranges (the first
# full mask of its digest stops the other two), and substitutions and kerning are left out.
def as_list(self, font):
  self.glyphs = sorted(self.glyphs or [], key=font.getGlyphID)
  self.Format = 1
  return {'GlyphArray': self.glyphs}
otTables.Coverage.preWrite = as_list
for tag in 'GSUB', 'GPOS':
  t[tag].ensureDecompiled()
t.save(out)
P
done
{
  echo "Merged by merge.sh from fonts-noto-core $(dpkg-query -W -f '${Version}' fonts-noto-core), fonttools $(dpkg-query -W -f '${Version}' fonttools)."
  sha256sum Waymark-*.ttf
} > SOURCE.txt
ls -l Waymark-*.ttf
