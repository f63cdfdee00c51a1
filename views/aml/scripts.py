"""In which script a name is written: read aloud, and drawn, as that script is."""

from __future__ import annotations

import unicodedata

# How Unicode calls the letters of a script, and how the script is called in an address of a language (ISO 15924).
_SCRIPTS = {
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "ETHIOPIC": "Ethi",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
}


def language_mark(text: str) -> str:
    """`und-Cyrl` and the like, by its first letter that isn't Latin; '' for a name in Latin letters."""
    for letter in text:
        if letter.isalpha() and letter > "\u024f":
            script = _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0])
            if script is not None:
                return f"und-{script}"
    return ""
