"""A person at a browser, over the application's test client: reads, follows links, fills forms, presses buttons.

A walker goes only where a page showed him: he finds things by their visible words, and sends exactly the form
the page gave him. A second `new_tab()` shares his cookies; a second walker is another browser. Only an attack
types an address by hand (`typed_address`) or changes what a form holds (`tamper`), and says so by its name.
"""

from __future__ import annotations

import copy
import io
from typing import Any, Self
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.stories import page as reading

HOST = "http://localhost"
_TYPABLE = ("text", "search", "password", "email", "tel", "url", "number", "date", "datetime-local")


class Walker:
    """One tab of one browser. `address` is where the browser calls from, `speaks` what it says it reads."""

    def __init__(self, app: Flask, speaks: str = "en", address: str = "127.0.0.1", client: Any = None) -> None:
        self.app, self.speaks, self.address = app, speaks, address
        self.client: FlaskClient = client or app.test_client()
        self.page: html.HtmlElement = html.document_fromstring("<html><body></body></html>")
        self.url = ""
        self.status = 0
        self.answer: TestResponse | None = None
        self._before: list[tuple[html.HtmlElement, str, int]] = []
        self._files: dict[str, tuple[bytes, str]] = {}

    @property
    def sent(self) -> str:
        """The page as the server sent it."""
        return self.answer.get_data(as_text=True) if self.answer is not None else ""

    def new_tab(self) -> Self:
        """The same browser, one more tab, on the page that is open in this one."""
        tab = type(self)(self.app, self.speaks, self.address, self.client)
        tab.page, tab.url, tab.status = copy.deepcopy(self.page), self.url, self.status
        return tab

    # -- going somewhere

    def visit(self) -> Self:
        """Comes in by the front door, the one address people know."""
        return self._ask("GET", "/")

    def follow(self, words: str, beside: str = "") -> Self:
        """Follows the link with these words; `beside` names a text in the same row or line."""
        found = reading.links(self.page, words, beside)
        assert found, f"no link says “{words}”{f' beside “{beside}”' if beside else ''}\n{self.text}"
        targets = {link.get("href") for link in found}
        assert len(targets) == 1, f"“{words}” leads to different pages: {targets}"
        return self._ask("GET", urljoin(self.url, targets.pop()))

    def download(self, words: str) -> bytes:
        """What the link or button with these words saves on the disk; the page stays."""
        answer = self._taken(words)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.get_data()

    def leaves(self, words: str) -> str:
        """Where the link or button with these words sends the browser, outside; the page stays."""
        answer = self._taken(words)
        assert answer.status_code == 303
        return answer.headers["Location"]

    def back(self) -> Self:
        """The browser's back button: the page before, as it was left."""
        self.page, self.url, self.status = self._before.pop()
        return self

    def reload(self) -> Self:
        return self._ask("GET", self.url)

    def typed_address(self, address: str, method: str = "GET", **form: str) -> Self:
        """An attack, or a bookmark: goes to an address that no page showed."""
        return self._ask(method, address, list(form.items()))

    # -- filling in

    def fill(self, label: str, value: str) -> Self:
        """Types into the field with this label. A date is typed as the browser sends it: 2027-03-15."""
        control = reading.control(self.page, label)
        if control.tag == "textarea":
            control.text = value
            return self
        kind = control.get("type", "text")
        assert kind in _TYPABLE, f"nobody can type into “{label}”: it is {kind}"
        assert control.get("readonly") is None, f"nobody can type into “{label}”: it is read-only"
        assert kind != "date" or reading.is_day(value), f"a date field takes no “{value}”"
        assert len(value) <= int(control.get("maxlength") or len(value)), f"“{label}” is shorter than that"
        control.set("value", value)
        return self

    def attach(self, label: str, content: bytes, name: str) -> Self:
        """Chooses a file for the field with this label."""
        control = reading.control(self.page, label)
        assert control.get("type") == "file", f"“{label}” takes no file"
        self._files[control.get("name")] = (content, name)
        return self

    def choose(self, label: str, option: str) -> Self:
        """Picks the option of the list or group of circles with this label."""
        reading.choose(self.page, label, option)
        return self

    def tick(self, label: str, on: bool = True) -> Self:
        """Ticks the box with this label, or takes the tick away."""
        box = reading.control(self.page, label, box=True)
        assert box.get("type") == "checkbox", f"“{label}” is no box to tick"
        box.attrib.pop("checked", None)
        if on:
            box.set("checked", "checked")
        return self

    def tamper(self, name: str, value: str) -> Self:
        """An attack: changes what the page put in its form under `name`."""
        found = self.page.xpath("//form[@method='post']//*[@name=$name]", name=name)
        assert found, f"no form holds “{name}”"
        for control in found:
            control.set("value", value)
        return self

    def omit(self, name: str) -> Self:
        """An attack: takes what the page put in its form under `name` out of it."""
        found = self.page.xpath("//form[@method='post']//*[@name=$name]", name=name)
        assert found, f"no form holds “{name}”"
        for control in found:
            control.getparent().remove(control)
        return self

    def smuggle(self, name: str, value: str) -> Self:
        """An attack: puts something in the page's form that the page didn't ask for."""
        form = self.page.xpath("//main//form[@method='post']")[0]
        form.append(html.Element("input", type="hidden", name=name, value=value))
        return self

    def press(self, words: str, times: int = 1) -> Self:
        """Presses the button with these words; `times` 2 is an impatient double click."""
        button = reading.button(self.page, words)
        form = reading.form_of(self.page, button)
        fields = reading.successful(self.page, form, button)
        action = urldefrag(button.get("formaction") or "").url or form.get("action") or self.url
        target = urljoin(self.url, action)
        if (form.get("method") or "get").lower() == "get":
            address = urljoin(target, "?" + reading.query(fields))
            return self._ask("GET", address)
        for _ in range(times - 1):
            self._send("POST", target, fields)
        self._ask("POST", target, fields)
        self._files = {}
        return self

    def search(self, text: str) -> Self:
        """Types in the search field of the bar and presses Enter."""
        (form,) = self.page.xpath("//form[@class='find']")
        (field,) = form.xpath(".//input[@type='search']")
        field.set("value", text[: int(field.get("maxlength") or len(text))])
        target = urljoin(self.url, form.get("action"))
        return self._ask((form.get("method") or "get").upper(), target, reading.successful(self.page, form, form))

    # -- reading

    @property
    def title(self) -> str:
        """The page's heading."""
        headings = self.page.xpath("//main//h1")
        return reading.text_of(headings[0]) if headings else ""

    @property
    def text(self) -> str:
        """All that can be read on the page."""
        return reading.text_of(self.page.body)

    @property
    def language(self) -> str:
        return str(self.page.get("lang"))

    def reads(self, *sentences: str) -> Self:
        for sentence in sentences:
            assert reading.squeezed(sentence) in self.text, f"nowhere: “{sentence}” on “{self.title}”\n{self.text}"
        return self

    def reads_nothing_of(self, *sentences: str) -> Self:
        for sentence in sentences:
            assert reading.squeezed(sentence) not in self.text, f"there it stands: “{sentence}”"
        return self

    def sees_link(self, words: str) -> bool:
        return bool(reading.links(self.page, words))

    def sees_button(self, words: str) -> bool:
        return bool(reading.buttons(self.page, words))

    def value(self, label: str) -> str:
        """What stands in the field with this label."""
        return reading.value_of(reading.control(self.page, label))

    def chosen(self, label: str) -> str:
        """The option that is picked under this label; '' for none."""
        return reading.chosen(self.page, label)

    def error(self, label: str) -> str:
        """The sentence in red that belongs to the field with this label; '' for none."""
        return reading.error_of(self.page, label)

    def part(self, heading: str) -> str:
        """The text of the part of the page under this heading."""
        return reading.part_of(self.page, heading)

    def cookie(self, name: str) -> str:
        found = self.client.get_cookie(name)
        return found.value if found else ""

    # -- what the browser does

    def _ask(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> Self:
        answer = self._send(method, address, fields)
        here = urljoin(HOST, address)
        for _ in range(10):
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            here = urljoin(here, answer.headers["Location"])
            answer = self._send("GET", here)
        else:
            raise AssertionError(f"goes round in circles at {here}")
        assert answer.status_code != 500, f"a bug at {here}"
        if answer.mimetype != "text/html":  # a file: the browser keeps it, and the page stays
            self.answer, self.status = answer, answer.status_code
            return self
        if self.url:
            self._before.append((self.page, self.url, self.status))
        self.answer, self.status, self.url = answer, answer.status_code, here
        self.page = html.document_fromstring(answer.get_data(as_text=True) or "<p></p>")
        return self

    def _taken(self, words: str) -> TestResponse:
        """What the server answers to the link or button with these words; the page stays."""
        found = reading.links(self.page, words)
        if found:
            return self._send("GET", urljoin(self.url, found[0].get("href")))
        button = reading.button(self.page, words)
        form = reading.form_of(self.page, button)
        target = urljoin(self.url, form.get("action") or self.url)
        return self._send("POST", target, reading.successful(self.page, form, button))

    def _send(self, method: str, address: str, fields: list[tuple[str, str]] | None = None) -> TestResponse:
        parts = urlsplit(urljoin(HOST, address))
        assert f"{parts.scheme}://{parts.netloc}" == HOST, f"leaves the site: {address}"
        return self.client.open(
            parts._replace(scheme="", netloc="", fragment="").geturl(),
            method=method,
            data=self._body(fields or []) if method == "POST" else None,
            content_type=self._kind_of_body if method == "POST" else None,
            headers={"Accept-Language": self.speaks, "Referer": self.url or HOST},
            environ_overrides={"REMOTE_ADDR": self.address},
        )

    @property
    def _kind_of_body(self) -> str:
        return "multipart/form-data" if self._files else "application/x-www-form-urlencoded"

    def _body(self, fields: list[tuple[str, str]]) -> Any:
        if not self._files:
            return reading.query(fields)
        files = [(field, (io.BytesIO(content), name)) for field, (content, name) in self._files.items()]
        return MultiDict[str, Any]([*fields, *files])
