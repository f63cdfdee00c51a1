"""The description of the addresses for programs is true: whatever is asked, the answer is as it says."""

from __future__ import annotations

from collections import defaultdict

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from tests.stories.api_program import PEETERS, Program, handed, integrated
from tests.stories.stage import Browser

EVERYTHING = settings(
    max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@pytest.mark.trust("Programs")
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_as_described(
    browser: Browser, app: Flask, bram: str, mode: GenerationMode
) -> None:
    known = {"account": bram, "role": "user", "organisation": PEETERS}
    shown = {"Authorization": f"Bearer {handed(integrated(browser))}"}
    answered = defaultdict[str, set[int]](set)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in described.get_all_operations():
        operation = found.ok()

        @EVERYTHING
        @given(case=operation.as_strategy(generation_mode=mode), of_somebody=st.booleans())
        def asks(case: Case, of_somebody: bool) -> None:
            if mode is GenerationMode.POSITIVE and of_somebody and case.query and "account" in case.query:
                case.query.update({name: value for name, value in known.items() if name in case.query})
            answer = case.call(headers=shown)
            answered[case.path].add(answer.status_code)
            case.validate_response(answer, headers=shown)

        asks()
    assert set(answered) == {"/api/v1/may-use", "/api/v1/tools", "/api/v1/tokens/rotate"}
    if mode is GenerationMode.POSITIVE:
        assert all(200 in statuses for statuses in answered.values()), dict(answered)
    assert Program(app).get("openapi.json").get_json()["openapi"] == "3.1.0"
