"""Makes the fonts of the posters: python subset.py NotoSansSC.ttf OUT.ttf  (fonttools 4)"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

source, out, encoding = sys.argv[1:4]

def has(code):
    try:
        return len(chr(code).encode(encoding)) > 0
    except UnicodeError:
        return False

font = TTFont(source)
wanted = {code for code in font.getBestCmap()
          if 0x20 <= code < 0x2100 or 0x2100 <= code < 0x3400 or 0xFF00 <= code <= 0xFFEF
          or code > 0xFFFF or has(code)}
options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, name_IDs=['*'],
                         drop_tables=['GPOS', 'GSUB', 'GDEF', 'BASE', 'STAT', 'vhea', 'vmtx', 'prep', 'gasp'])
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=wanted)
subsetter.subset(font)
font.save(out)
print(out, len(font.getBestCmap()))
