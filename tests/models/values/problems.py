"""How the tests of values look at a problem: by its exact code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from models.values import ValueProblem


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[ValueProblem]]:
    """What stands inside is refused with this code and no other."""
    with pytest.raises(ValueProblem) as problem:
        yield problem
    assert problem.value.code == code


def problem_of(read: Callable[[str], object], text: str) -> ValueProblem | None:
    """What is wrong with the text, if anything; every other exception is a bug and passes through."""
    try:
        read(text)
    except ValueProblem as problem:
        return problem
    return None
