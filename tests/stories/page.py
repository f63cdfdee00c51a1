"""How a walker reads a page: text, links, fields by label, buttons, and what a browser would send of a form.

Works on lxml trees only. The state of a form is the tree itself: filling in changes it, as in a browser.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from lxml.html import HtmlElement

_UNSEEN = ("script", "style", "template", "title", "svg")
_SILENT_INPUTS = ("submit", "button", "image", "reset", "file")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def text_of(element: HtmlElement, *, spoken: bool = False) -> str:
    """What one can read of an element; `spoken` adds what only a screen reader says."""
    return squeezed("".join(_pieces(element, spoken)))


def _pieces(element: HtmlElement, spoken: bool) -> list[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return []
    if element.tag == "dialog" and element.get("open") is None:
        return []
    if not spoken and "hidden" in element.get("class", "").split():
        return []
    inline = element.tag in ("a", "b", "span", "em", "strong", "kbd", "time", "abbr")
    pieces = [] if inline else [" "]
    pieces.append(element.text or "")
    for child in element:
        pieces += _pieces(child, spoken)
        pieces.append(child.tail or "")
    return pieces if inline else [*pieces, " "]


def says(element: HtmlElement, words: str) -> bool:
    """Whether the element reads, or is read aloud, as these words."""
    wanted = squeezed(words)
    return wanted in (text_of(element), text_of(element, spoken=True), element.get("aria-label"))


def links(page: HtmlElement, words: str, beside: str = "") -> list[HtmlElement]:
    found = [link for link in page.xpath("//a[@href]") if says(link, words)]
    if not beside:
        return found
    return [link for link in found if squeezed(beside) in text_of(_line_of(link))]


def _line_of(element: HtmlElement) -> HtmlElement:
    around = element.xpath("(ancestor::tr | ancestor::li)[last()]")
    return around[0] if around else element


# -- fields


def control(page: HtmlElement, label: str, *, box: bool = False) -> HtmlElement:
    """The one field that a label with these words points to, or that is read aloud as them; where a box to tick is
    called the same as a field to fill in, `box` says which is meant."""
    found = [
        target
        for one in page.xpath("//label[@for]")
        if squeezed(label)
        in (text_of(one), text_of(one, spoken=True), _own_words(one), _own_words(one, spoken=True))
        for target in page.xpath("//*[@id=$id]", id=one.get("for"))
    ]
    found = found or page.xpath("//input[@aria-label=$label]", label=squeezed(label))
    if len(found) > 1:
        found = [one for one in found if (one.get("type") == "checkbox") is box]
    assert len(found) == 1, f"{len(found)} fields are labelled “{label}”: {_labels(page)}"
    return found[0]


def _own_words(label: HtmlElement, *, spoken: bool = False) -> str:
    """A label without the “(optional)” beside it."""
    quiet = [text_of(child) for child in label.xpath("./*[contains(@class, 'quiet')]")]
    whole = text_of(label, spoken=spoken)
    return squeezed(whole.removesuffix(quiet[-1]) if quiet else whole)


def _labels(page: HtmlElement) -> list[str]:
    return [text_of(one) for one in page.xpath("//label | //legend")]


def group(page: HtmlElement, legend: str) -> HtmlElement:
    found = [
        one.getparent() for one in page.xpath("//legend") if squeezed(legend) in (text_of(one), _own_words(one))
    ]
    assert len(found) == 1, f"{len(found)} groups are called “{legend}”: {_labels(page)}"
    return found[0]


def choose(page: HtmlElement, label: str, option: str) -> None:
    if not any(squeezed(label) in (text_of(one), _own_words(one)) for one in page.xpath("//legend")):
        _select(control(page, label), option)
        return
    around = group(page, label)
    chosen_one = [
        page.get_element_by_id(one.get("for")) for one in around.xpath(".//label") if _begins(one, option)
    ]
    assert len(chosen_one) == 1, f"no single “{option}” under “{label}”: {_labels(around)}"
    for circle in around.xpath(".//input[@type='radio']"):
        circle.attrib.pop("checked", None)
    chosen_one[0].set("checked", "checked")


def _begins(label: HtmlElement, words: str) -> bool:
    return squeezed(words) in (text_of(label), _own_words(label))


def _select(select: HtmlElement, option: str) -> None:
    found = [one for one in select.xpath(".//option") if says(one, option)]
    assert len(found) == 1, f"no single option “{option}”: {[text_of(o) for o in select.xpath('.//option')]}"
    for one in select.xpath(".//option"):
        one.attrib.pop("selected", None)
    found[0].set("selected", "selected")


def chosen(page: HtmlElement, label: str) -> str:
    if any(squeezed(label) in (text_of(one), _own_words(one)) for one in page.xpath("//legend")):
        around = group(page, label)
        picked = around.xpath(".//input[@checked]/@id")
        return _own_words(around.xpath(".//label[@for=$id]", id=picked[0])[0]) if picked else ""
    picked = control(page, label).xpath(".//option[@selected]") or control(page, label).xpath(".//option[1]")
    return text_of(picked[0]) if picked else ""


def error_of(page: HtmlElement, label: str) -> str:
    legends = [one for one in page.xpath("//legend") if squeezed(label) in (text_of(one), _own_words(one))]
    field = legends[0].getparent() if legends else control(page, label)
    told = [page.get_element_by_id(one) for one in (field.get("aria-describedby") or "").split()]
    return squeezed(" ".join(text_of(one) for one in told if "error" in one.get("class", "").split()))


def is_day(value: str) -> bool:
    if not value:
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10


# -- buttons and forms


def buttons(page: HtmlElement, words: str) -> list[HtmlElement]:
    unseen = "ancestor::dialog[not(@open)]"
    return [one for one in page.xpath(f"//button[not({unseen})] | //input[@type='submit']") if says(one, words)]


def button(page: HtmlElement, words: str) -> HtmlElement:
    found = buttons(page, words)
    every = [text_of(one) for one in page.xpath("//button")]
    assert len(found) == 1, f"{len(found)} buttons say “{words}”; there are {every}\n{text_of(page.body)}"
    return found[0]


def form_of(page: HtmlElement, button: HtmlElement) -> HtmlElement:
    if button.get("form"):
        form = page.get_element_by_id(button.get("form"))
    else:
        around = button.xpath("ancestor::form[1]")
        assert around, f"“{text_of(button)}” belongs to no form"
        form = around[0]
    assert button.get("type", "submit") == "submit", f"“{text_of(button)}” sends nothing by itself"
    return form


def successful(page: HtmlElement, form: HtmlElement, pressed: HtmlElement) -> list[tuple[str, str]]:
    """Name and value of every control that a browser would send, in the order of the page."""
    outside = page.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
    sent: list[tuple[str, str]] = []
    for one in [*form.xpath(".//input | .//select | .//textarea | .//button"), *outside]:
        name = one.get("name")
        if not name or one.get("disabled") is not None:
            continue
        if one.tag == "select":
            picked = one.xpath(".//option[@selected]") or one.xpath("(.//option)[1]")
            sent += [(name, option.get("value", text_of(option))) for option in picked]
        elif one is pressed:
            sent.append((name, one.get("value", "")))
        elif one.tag == "textarea":
            sent.append((name, re.sub(r"\r?\n", "\r\n", value_of(one))))
        elif one.tag == "input" and _is_sent(one):
            sent.append((name, one.get("value", "on" if one.get("type") in ("checkbox", "radio") else "")))
    return sent


def _is_sent(control: HtmlElement) -> bool:
    kind = control.get("type", "text")
    if kind in ("checkbox", "radio"):
        return control.get("checked") is not None
    return kind not in _SILENT_INPUTS


def value_of(control: HtmlElement) -> str:
    if control.tag == "textarea":
        return re.sub(r"^\r?\n", "", control.text or "")
    value = str(control.get("value", ""))
    # A browser shows nothing in a date field for what is no date.
    return value if control.get("type") != "date" or is_day(value) else ""


def query(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields)


def part_of(page: HtmlElement, heading: str) -> str:
    found = [one for one in page.xpath("//h2 | //h1") if says(one, heading)]
    assert found, f"no part is called “{heading}”: {[text_of(one) for one in page.xpath('//h2')]}"
    return text_of(found[0].xpath("ancestor::section[1] | parent::*")[-1])
