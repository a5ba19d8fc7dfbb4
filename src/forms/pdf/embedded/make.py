"""Makes the embedded fonts: the characters of GB 2312 and a few more from Noto Serif CJK SC and Noto Sans CJK SC Regular.

    pip install fonttools==4.59.2 && python3 make.py /usr/share/fonts/opentype/noto

The fonts are those of Debian's fonts-noto-cjk (SIL Open Font License, OFL.txt). Each becomes one OpenType font, deflated, in
parts of at most 1.9 MB. The same fonts give the same parts.
"""

import sys
import zlib
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

PART = 1_900_000
EXTRA = "—–…·“”‘’□■○●◎△▲√×÷±≤≥≠≈㎡℃‰№〔〕〈〉《》「」『』【】①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳☆★→←↑↓✓✗仝・￥€°′″垚堃喆旻昇彧珺玥翀赟煊燊頔旸甯祎婧妤芃芊禤瑄睿鑫淼焱犇骉璟璐琦琰珩翯"


def characters() -> str:
    """Every character of GB 2312, ASCII, and those of names and units it lacks."""
    rows = [bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)]
    known = "".join(code.decode("gb2312", "ignore") for code in rows)
    return "".join(map(chr, range(0x20, 0x7F))) + known + EXTRA


def face(path: Path, family: str):
    """The Regular face of a family in a collection."""
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1) == family or font["name"].getDebugName(16) == family:
            return font
    raise SystemExit(f"{path}: no {family}")


def make(source: Path, family: str, stem: str) -> None:
    font = face(source, family)
    options = subset.Options(layout_features=["vert", "locl"], hinting=False, desubroutinize=False, name_IDs=[1, 2, 4, 6], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    work = subset.Subsetter(options)
    work.populate(text=characters())
    work.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = BytesIO()
    font.flavor = None
    font.save(out)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(out.getvalue()) + packer.flush()
    folder = Path(__file__).parent
    for old in folder.glob(f"{stem}.*.bin"):
        old.unlink()
    for at in range(0, len(packed), PART):
        (folder / f"{stem}.{at // PART}.bin").write_bytes(packed[at : at + PART])
    print(f"{family}: {len(out.getvalue())} bytes, packed {len(packed)}")


if __name__ == "__main__":
    fonts = Path(sys.argv[1])
    make(fonts / "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "serif")
    make(fonts / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "sans")
