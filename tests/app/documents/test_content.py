"""What is taken and what is refused, and that neither takes long."""

from __future__ import annotations

import time
from io import BytesIO

import pytest

from app.documents.content import guard
from app.errors import Refusal
from tests.app.documents.corpus import HOSTILE
from tests.app.documents.honest import HONEST

LONGEST = 1.0  # seconds; told as the time of this process, whoever else is at work


@pytest.mark.trust("Hostile files refused / good files accepted")
@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name: str) -> None:
    called, make, use = HONEST[name]
    file = BytesIO(make())
    found = guard(file, called, use)
    assert found.kind in use.kinds
    assert file.tell() == 0


@pytest.mark.trust("Hostile files refused / good files accepted")
@pytest.mark.trust("1.5.1")
@pytest.mark.trust("5.2.1")
@pytest.mark.trust("5.2.2")
@pytest.mark.trust("5.2.3")
@pytest.mark.trust("5.3.3")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon(name: str) -> None:
    called, make, code, use = HOSTILE[name]
    file = BytesIO(make())
    began = time.process_time()
    with pytest.raises(Refusal) as refused:
        guard(file, called, use)
    assert refused.value.code == f"documents.file.{code}"
    assert refused.value.field == "file"
    assert time.process_time() - began < LONGEST
