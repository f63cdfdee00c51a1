"""The description of the addresses for programs is true: whatever is asked, the answer is as it says."""

from __future__ import annotations

from collections import defaultdict

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.api_program import PEETERS, Program, handed, integrated
from tests.stories.stage import Browser
from tests.stories.wallet_program import CHARGES, READS, priced, topped_up
from views.desk.api import ENDPOINTS
from views.wallet.api_shapes import REVERSAL

EVERYTHING_A_TOKEN_DOES = (
    "Ask whether somebody may use the tool",
    "Read the catalogue of tools",
    READS,
    CHARGES,
)

EVERYTHING = settings(
    max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
@pytest.mark.trust("Programs")
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_as_described(
    browser: Browser, app: Flask, bram: str, mode: GenerationMode, factory: sessionmaker[Session]
) -> None:
    priced(factory, "0.01")
    topped_up(factory, "5000.00")
    known = {"account": bram, "role": "user", "organisation": PEETERS, "product": "reminder"}
    shown = {"Authorization": f"Bearer {handed(integrated(browser), *EVERYTHING_A_TOKEN_DOES)}"}
    answered = defaultdict[str, set[int]](set)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in described.get_all_operations():
        operation = found.ok()

        @EVERYTHING
        @given(case=operation.as_strategy(generation_mode=mode), of_somebody=st.booleans())
        def asks(case: Case, of_somebody: bool) -> None:
            for told in (case.query, case.body):
                if mode is GenerationMode.POSITIVE and of_somebody and isinstance(told, dict) and told:
                    told.update({name: value for name, value in known.items() if name in told})
            # What is nothing once it is written isn't sent, and the token is always shown.
            assume(not any(value in ([], {}) for value in (case.query or {}).values()))
            answer = case.call(headers=shown)
            answered[case.path].add(answer.status_code)
            # A rule says no to what is written as it should be: no such product, too little money.
            a_rule = answer.status_code == 422 and answer.json()["code"].startswith("wallet.")
            left_out = [CHECKS.get_one("positive_data_acceptance")] if a_rule else []
            case.validate_response(answer, headers=shown, excluded_checks=left_out)

        asks()
    assert set(answered) == {one.path for one in ENDPOINTS}
    if mode is GenerationMode.POSITIVE:
        # What was charged has a number that isn't guessed.
        done = {one.path: one.status for one in ENDPOINTS if one is not REVERSAL}
        assert all(status in answered[path] for path, status in done.items()), dict(answered)
    assert Program(app).get("openapi.json").get_json()["openapi"] == "3.1.0"
