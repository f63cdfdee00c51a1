"""Pictures of the main pages, in Dutch and French, narrow and wide, light and dark, into `pictures/`.

`python -m tests.pictures [part of a name]`. To look at, not to compare: the folder is ignored by git.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.accounts import passwords
from models import keyring
from models.keyring import Keyring
from tests.browser.live import ARGUMENTS, Live, chromium, serve
from tests.browser.pages import PAGES, Shown
from tests.database import make_template, started
from tests.pictured_files import pictured
from tests.stories.cast import VOORBEELDEGEM

FOLDER = Path(__file__).resolve().parents[1] / "pictures"
LANGUAGES, WIDTHS, LIGHTS = ("nl", "fr"), (320, 1280), ("light", "dark")
MAIN = (
    "/sign-in/",
    "/eid/",
    "/accreditations/",
    "/my-organisations/",
    "/add-organisation/",
    "/our-tools/",
    "/catalogue/",
    "/enter/<int:tool_id>",
    "/branches/list/",
    "/branches/show/<pk>",
    "/branches/new",
    "/branches/tools/<int:pk>",
    "/members/decide/<int:pk>",
    "/members/invite",
    "/members/access/<int:pk>",
    "/members/list/",
    "/business-register/list/",
    "/business-register/look",
    "/import/",
    "/eid/desk/",
    "desk, no card",
    "/eid/web/",
    "/eid/test/",
    "self-test, done",
    "/eid/trouble/",
    "/demo/cards/",
    "/unlink/<int:pk>",
    "/sign-up/",
    "sign-up, how",
    "sign-up, code",
    "/password/forgotten",
    "/password/change",
    "/keys/",
    "security code, to set up",
    "/account/",
    "/account/details",
    "/account/photo",
    "/report/",
    "/privacy/",
    "/privacy/delete",
    "/",
    "home of person",
    "/grant/",
    "number, empty",
    "another relation",
    "/grant/right/<int:relation_id>",
    "/grant/days/<int:relation_id>/<int:kind_id>",
    "grant, to confirm",
    "/rights/list/",
    "rights, filtered",
    "rights, nothing found",
    "/rights/show/<pk>",
    "record of a revoked right",
    "/rights/revoke/<pk>",
    "/relations/list/",
    "/relations/show/<pk>",
    "/persons/show/<pk>",
    "/persons/erase/<pk>",
    "/persons/correct/<pk>",
    "a person, found by number",
    "/kinds/edit/<pk>",
    "/events/list/",
    "/context/",
    "rights on a day",
    "differences of a year",
    "/rights-overview/",
    "package, to give",
    "same as a colleague",
    "my rights of an administrator",
    "/my-rights/",
    "/packages/add",
    "/recertifications/show/<pk>",
    "/recertifications/begin",
    "/mergers/begin",
    "merger, foretold",
    "/mergers/show/<pk>",
    "/right-requests/show/<pk>",
    "why a right is missing",
    "/import/<any(people, rights):kind>",
    "rows refused by an import",
    "/grant-several/people/<int:kind_id>",
    "home of aml",
    "/contacts/list/",
    "/contacts/add",
    "contact, empty",
    "contact, organisation",
    "/contacts/show/<pk>",
    "/hits/list/",
    "/hits/show/<pk>",
    "match, without a reason",
    "match, decided",
    "/hits/confirm/<int:pk>",
    "/hits/open-again/<int:pk>",
    "name, tried",
    "against laundering, not open",
    "/contact-card/",
    "/contact-decisions/list/",
    "/vigilance-rules/list/",
    "/vigilance-rules/show/<pk>",
    "/rule-drafts/show/<int:pk>",
    "/country-lists/list/",
    "/sanctions-lists/list/",
    "/sanctions-lists/show/<pk>",
    "/sanctions-lists/load",
    "/sanctions-loads/list/",
    "/sanctions-loads/show/<pk>",
    "load of a list, waiting",
    "load of a list, refused",
    "load of a list, being read",
    "load of a list, without a file",
    "/listed/list/",
    "/listed/show/<pk>",
    "/aml-overview/",
    "/reviews/list/",
    "/reviews/calendar",
    "/aml-registers/",
    "officer, annual report",
    "nowhere",
)


def take(live: Live, browser: Browser, shown: Shown, language: str, light: str) -> None:
    """One page in one language and light, at every width."""
    ids = live.governments.ids[VOORBEELDEGEM] | live.governments.everyday
    page = live.context(browser, shown.username, light).new_page()
    page.goto(f"/language/{language}")
    page.goto(shown.address(ids))
    shown.act(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        name = "".join(letter if letter.isalnum() else "-" for letter in shown.name).strip("-") or "home"
        page.screenshot(path=FOLDER / f"{name}-{language}-{width}-{light}.png", full_page=True)
    page.close()


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("No Chromium on this machine: apt-get install chromium")
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    keyring.install(Keyring.fresh())
    passwords.cheapen()
    FOLDER.mkdir(exist_ok=True)
    server = started()
    try:
        make_template(server)
        with serve(server) as live, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            for shown in (*(one for one in PAGES if one.name in MAIN), *pictured(live)):
                if wanted in shown.name:
                    for language in LANGUAGES:
                        for light in LIGHTS:
                            take(live, browser, shown, language, light)
            browser.close()
    finally:
        if server.embedded is not None:
            server.embedded.erase()
            server.embedded.directory.parent.rmdir()


if __name__ == "__main__":
    main()
