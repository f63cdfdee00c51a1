"""From a name in any script to words of small Latin letters and digits.

Convention: a word that comes from a script that leaves vowels out (Arabic, Hebrew, the scripts of India) begins
with `~`: only its consonants are told, one letter each. Chinese and Korean come as one word per syllable, in
pinyin and in the revised romanisation. Everything else is what `anyascii` makes of it, but for Greek, whose
letters are read in pairs. At most 12 words of at most 40 letters are read of the first 300 signs: whatever comes
in, reading it stays short.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

LONGEST = 300
MOST_WORDS = 12
LONGEST_WORD = 40
BARE = "~"  # begins a word without vowels

_APOSTROPHES = re.compile("['`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛′＇]")
_GAPS = re.compile(r"[\s_!-/:-@\[-^{-~¡-¿×÷‐-‧‹-⁞⁽⁾、-〿・！-／：-＠［-｀｛-･٪-٭،؛؟۔׀׃־֊।॥]+")
_SYLLABLES = re.compile("[A-Z][a-z]*")
_NOT_PLAIN = re.compile("[^a-z0-9]+")
_NOT_BARE = re.compile("[^a-z0-9']+")
_BREATHED = re.compile("(?<=[bcdgjkpst])h")
_ARTICLE = "ال"
_GREEK = (
    ("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("ει", "i"), ("οι", "i"), ("αι", "ai"), ("γγ", "ng"), ("γκ", "gk"),
    ("γχ", "nch"), ("μπ", "mp"), ("ντ", "nt"), ("χ", "ch"), ("η", "i"), ("υ", "y"), ("β", "v"),
)  # fmt: skip
_GREEK_START = {"μπ": "b", "ντ": "d", "γκ": "g"}
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        "'bgdhwzhtyhhlmmnns'ffsskrst",
        strict=True,
    )
)  # fmt: skip
# What `anyascii` writes as two letters or as none, as one consonant.
_ARABIC = {
    **dict.fromkeys("اأإآٱءئؤعىٰ", "'"), "خ": "h", "ش": "s", "ث": "t", "ذ": "z", "ظ": "z", "غ": "g", "ض": "d",
    "چ": "s", "ژ": "z", "ق": "k",
}  # fmt: skip


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, in its order; none where there isn't a single letter."""
    text = text[:LONGEST]
    if not text.isascii():
        text = _shown(unicodedata.normalize("NFKC", text))[: 2 * LONGEST]
    found: list[str] = []
    for word in _GAPS.sub(" ", _APOSTROPHES.sub("", text)).split():
        if word.isascii():
            plain = _NOT_PLAIN.sub("", word.lower())
            if plain:
                found.append(plain[:LONGEST_WORD])
        else:
            found.extend(_read(word))
        if len(found) >= MOST_WORDS:
            break
    if not any(any(letter.isalpha() for letter in word) for word in found):
        return ()
    return tuple(found[:MOST_WORDS])


def _shown(text: str) -> str:
    """Without what can't be seen: marks of direction, joiners, controls."""
    return "".join(letter if letter.isspace() or unicodedata.category(letter)[0] != "C" else "" for letter in text)


def _read(word: str) -> list[str]:
    """One word that isn't plain Latin, as words."""
    first = next((letter for letter in word if letter.isalnum()), "")
    if not first:
        return []
    at = ord(first)
    if 0x0590 <= at < 0x0600:
        return _bare([_hebrew(word)])
    if 0x0600 <= at < 0x0780 or 0xFB50 <= at < 0xFF00:
        return _bare(_arabic(word))
    if 0x0900 <= at < 0x0E80:
        return _bare([_BREATHED.sub("", anyascii(word).lower())])
    if 0x0370 <= at < 0x0400 or 0x1F00 <= at < 0x2000:
        return _plain([_greek(word)])
    if 0x3400 <= at < 0xA000 or 0xAC00 <= at < 0xD7B0 or 0x20000 <= at < 0x32000:
        return _plain([one.lower() for one in _SYLLABLES.findall(anyascii(word))])
    return _plain([anyascii(word).lower()])


def _plain(words: list[str]) -> list[str]:
    return [plain[:LONGEST_WORD] for word in words if (plain := _NOT_PLAIN.sub("", word))]


def _bare(words: list[str]) -> list[str]:
    return [
        BARE + plain[:LONGEST_WORD] if plain.replace("'", "").isalpha() else plain
        for word in words
        if (plain := _NOT_BARE.sub("", word))
    ]


def _arabic(word: str) -> list[str]:
    """The article is split off and left out: Latin spellings write it in a dozen ways."""
    word = "".join(letter for letter in word if unicodedata.category(letter) != "Mn")
    if word.startswith(_ARTICLE) and len(word) > 4:
        word = word.removeprefix(_ARTICLE)
    if word.startswith("عبدال") and len(word) > 6:
        return ["abd", _arabic_letters(word.removeprefix("عبدال"))]
    return [_arabic_letters(word)]


def _arabic_letters(word: str) -> str:
    word = word.removesuffix("ة").removesuffix("ه") or word
    return "".join(_ARABIC.get(letter) or anyascii(letter).lower() for letter in word) or "a"


def _hebrew(word: str) -> str:
    start = "k" if word[0] == "כ" else _HEBREW.get(word[0], "")
    return start + "".join(_HEBREW.get(letter, "") for letter in word[1:]) or "a"


def _greek(word: str) -> str:
    word = "".join(
        letter for letter in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(letter) != "Mn"
    )
    if word[:2] in _GREEK_START:
        word = _GREEK_START[word[:2]] + word[2:]
    for written, read in _GREEK:
        word = word.replace(written, read)
    return anyascii(word).lower()
