"""What the database is asked, told where it is asked: some questions go straight to the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import Cursor


@contextmanager
def asked_of_the_driver() -> Iterator[list[str]]:
    """Every statement meanwhile, in its order, with what stands for its values."""
    asked: list[str] = []
    execute = Cursor.execute

    def note(cursor: Any, statement: Any, *told: Any, **more: Any) -> Any:
        asked.append(" ".join(str(statement).split()))
        return execute(cursor, statement, *told, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cursor, "execute", note)
        yield asked
