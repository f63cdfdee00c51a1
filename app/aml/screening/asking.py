"""What the index is asked for a name: per part the best of what may find it, and all parts together.

Each term counts by how few subjects have it, as it is; how long a subject's list of aliases is makes no difference
(with the usual ranking of texts, who has twenty aliases is never found by one). Trigrams find what was mistyped in
a place that sound doesn't forgive; only the rarest few of a part are asked, as common ones are long to read.
"""

from __future__ import annotations

from math import log

from tantivy import Occur, Query, Schema, Searcher

from app.aml.screening.names import Name, Part
from app.aml.screening.terms import births, easterly, joined, near_pairs, numbers, sounds, triples, whole
from models.values.screened import Subject

FIELD = "terms"
_MOST_PARTS = 8
_TRIPLES = 4
_TRIPLES_SAY = 0.8
_KINDS = {
    "w": 1.0,
    "g": 0.95,
    "s": 0.85,
    "e": 0.7,
    "b": 0.85,
    "l": 0.8,
    "x": 0.5,
    "n": 0.6,
    "d": 0.5,
    "y": 0.15,
    "i": 4.0,
}


class Asking:
    """Makes the queries of one searcher."""

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._size = max(1, searcher.num_docs)

    def query(self, subject: Subject, name: Name | None) -> Query | None:
        """Finds who is near this name, or has a number of this subject; nothing where there is nothing to ask."""
        asked: list[Query] = []
        if name is not None:
            parts = [part for part in name.parts if not part.particle] or list(name.parts)
            parts = sorted(dict.fromkeys(parts), key=lambda one: -len(one.text))[:_MOST_PARTS]
            asked += [one for part in parts if (one := self._part(part))]
            for term in joined(name.words):
                asked += [one for near in _also(term) if (one := self._term(near))]
            if name.eastern:
                asked += [one for term in dict.fromkeys(easterly(name.words)) if (one := self._term(term))]
            asked += [one for pair in dict.fromkeys(near_pairs(tuple(parts))) if (one := self._term(pair))]
            asked += [one for one in (self._term(whole(name.parts)),) if one]
            for birth in subject.birth_dates[:5]:
                asked += [one for term in births(birth) if (one := self._term(term))]
        asked += [one for term in numbers(subject) if (one := self._term(term))]
        return Query.boolean_query([(Occur.Should, one) for one in asked]) if asked else None

    def _part(self, part: Part) -> Query | None:
        terms = ["w" + part.text]
        if part.spelling is not None:
            terms.append("g" + part.spelling)
        if part.version is not None:
            terms.append("g" + part.version)
        if part.trade is not None:
            terms.append("g" + part.trade)
        terms += ["b" + one for one in part.bones]
        if part.bare:
            terms += ["l" + one for one in part.bones]
        else:
            terms += ["s" + one for one in sounds(part)]
        found = [one for term in terms if (one := self._term(term))]
        if not part.bare:
            near = self._near(part.text)
            if near is not None:
                found.append(near)
        if not found:
            return None
        return found[0] if len(found) == 1 else Query.disjunction_max_query(found)

    def _near(self, word: str) -> Query | None:
        counted = sorted((self._searcher.doc_freq(FIELD, "3" + one), one) for one in triples(word))
        counted = [one for one in counted if one[0]][:_TRIPLES]
        if len(counted) < 2:
            return None
        share = _TRIPLES_SAY * log(1 + self._size) / len(counted)
        return Query.boolean_query(
            [(Occur.Should, self._told("3" + one, share)) for _, one in counted],
            minimum_number_should_match=2,
        )

    def _term(self, term: str) -> Query | None:
        count = self._searcher.doc_freq(FIELD, term)
        if not count:
            return None
        return self._told(term, _KINDS[term[0]] * log(1 + self._size / count))

    def _told(self, term: str, score: float) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, FIELD, term, "basic"), score)


def _also(term: str) -> tuple[str, ...]:
    """Bones stand under one letter for words without vowels, under another for all others."""
    return (term, "l" + term[1:]) if term[0] == "b" else (term,)
