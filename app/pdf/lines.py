"""Text broken into lines: at spaces, and within a word that is longer than a line."""

from __future__ import annotations

from collections.abc import Iterator

from app.pdf.faces import Face
from app.pdf.text import shown


def lines_of(text: str, weight: Face, size: float, width: float) -> list[str]:
    """The text in lines of at most that width; at least one. Takes time in step with length."""
    most = width * 1000 / size
    return [
        line
        for piece in text.replace("\r\n", "\n").split("\n")
        for line in _lines(shown(piece, weight.glyphs), weight, most)
    ]


def _lines(text: str, weight: Face, most: float) -> Iterator[str]:
    words: list[str] = []
    space, length = weight.width(" "), 0.0
    for word in text.split(" "):
        wide = weight.width(word)
        if words and length + space + wide > most:
            yield " ".join(words)
            words, length = [], 0.0
        if wide > most:
            *whole, word = _pieces(word, weight, most)
            yield from whole
            wide = weight.width(word)
        length += wide + (space if words else 0)
        words.append(word)
    yield " ".join(words)


def _pieces(word: str, weight: Face, most: float) -> Iterator[str]:
    """A long word cut where the line ends; the last piece may go on with what follows."""
    begin, length = 0, 0.0
    for place, letter in enumerate(word):
        wide = weight.width(letter)
        if place > begin and length + wide > most:
            yield word[begin:place]
            begin, length = place, 0.0
        length += wide
    yield word[begin:]
