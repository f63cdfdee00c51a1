"""What an answer says, without what the server draws at random."""

from __future__ import annotations

import re

# What the server draws at random; in some hundred thousand of them four letters come by chance.
# Each begins with letters that are looked for at once; all in one takes five times as long.
_DRAWN = (
    re.compile(r'name="(?:csrf_token|form_key)"[^>]*? value="[^"]*"'),
    re.compile(r'data-token="[^"]*"'),
    re.compile(r"^Set-Cookie:.*$", re.MULTILINE),
    re.compile(r"<code>[A-Z2-7 ]{16,}</code>"),
)


def told_of(answer: str) -> str:
    """The answer in small letters, without the tokens of the session and its forms."""
    for drawn in _DRAWN:
        answer = drawn.sub("", answer)
    return answer.lower()
