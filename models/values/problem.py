"""The one way a value says no: a code and the facts of the sentence.

Convention: `code` is `value.why` (`iban.country`); the sentence in the reader's language is made where
people see it. Facts are short and public: never the text that was typed, never a number of a person.
"""

from __future__ import annotations


class ValueProblem(ValueError):
    """What was given can't be this value; `facts` are the parts of the sentence, as text."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, str] = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code
