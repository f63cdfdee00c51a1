"""What is answered to who tries an address or a name is the same whether somebody has it or nobody.

Status, headers and body are, but for what is drawn anew each time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.stories.stage import Browser, sign_in
from tests.stories.test_accounts_sign_up import asked
from tests.stories.walker import Walker

# Of one length, so that the length of an answer may be compared too.
KNOWN, UNKNOWN = "bram.claes", "brem.cloes"
# A token of a form, a nonce, a reference, the address of a page that asks for a code, and what was typed.
DRAWN = re.compile(
    r'value="[^"]*"|nonce-[\w+/=-]+|nonce="[^"]*"|\b[0-9a-f]{8}\b|/sign-up/[\w-]+/[\w-]+|br[ae]m\.cl[ao]es(@[\w.]+)?|niem\d'
)
COOKIE = re.compile(r"^([\w-]+)=[^;]*")


def _sign_in(walker: Walker, name: str) -> None:
    sign_in(walker, name, "een verkeerde gok")


def _forget(walker: Walker, name: str) -> None:
    walker.follow("Forgot your password?").fill("E-mail", f"{name}@example.be").press("Send the link")


def _register(walker: Walker, name: str) -> None:
    asked(walker, f"{name}@example.be", "niem1" + ("a" if name == KNOWN else "b"))


def _activate(walker: Walker, name: str) -> None:
    _register(walker, name)
    for _ in range(6):  # the sixth comes too late
        walker.fill("Code", "ABC234").press("Activate the account")
    walker.press("Send another code")


def _told(answer: TestResponse) -> tuple[int, list[tuple[str, str]], str]:
    headers = [
        (name, COOKIE.sub(r"\1=…", value) if name == "Set-Cookie" else DRAWN.sub("…", value))
        for name, value in answer.headers
        if name != "Date"
    ]
    return answer.status_code, sorted(headers), DRAWN.sub("…", answer.get_data(as_text=True))


@pytest.mark.trust("User-name oracle")
@pytest.mark.trust("6.3.8")
@pytest.mark.parametrize("door", [_sign_in, _forget, _register, _activate], ids=lambda door: door.__name__)
def test_every_answer_is_the_same_for_who_is_known_and_who_is_not(
    browser: Browser, door: Callable[[Walker, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for name in (KNOWN, UNKNOWN):
        walker, answers = browser().visit(), []
        ask = walker.client.open

        def listening(*args: object, ask=ask, answers=answers, **more: object) -> TestResponse:  # type: ignore[no-untyped-def]
            answers.append(ask(*args, **more))
            return answers[-1]

        monkeypatch.setattr(walker.client, "open", listening)
        door(walker, name)
        said.append([_told(one) for one in answers])
    assert said[0]
    for known, unknown in zip(*said, strict=True):
        assert known == unknown
