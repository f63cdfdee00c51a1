"""The result of a file: its level with every reason, what is still in the way, and the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app import clock
from app.aml.deciding import accept_contact, refuse_contact, result_print
from app.aml.pages import PageName
from app.aml.queries import contact_version
from app.aml.standing import Standing, standing_of
from app.policy import Identity
from app.transaction import transaction
from models.aml import Contact, ContactDecision
from models.values.identified import Details
from models.values.vigilance import Verdict
from views.aml.register_part import duty_links
from views.aml.wizard.page import Book, Page, PageForm
from views.aml.wizard.reasons import duties_of, in_the_way, level_of, reasons_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt

_ASKED = {"accept": Verdict.ACCEPTED, "refuse": Verdict.REFUSED}
_ACTS: dict[Verdict, Callable[..., ContactDecision]] = {
    Verdict.ACCEPTED: accept_contact,
    Verdict.REFUSED: refuse_contact,
}


class DecideForm(PageForm):
    reason = TextAreaField(
        _l("Why?"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("Who reads this later has to understand it without you: an inspection too."),
        render_kw={"rows": 4},
    )
    # The fingerprint of the result that was looked at.
    seen = HiddenField()

    @property
    def print(self) -> bytes:
        """32 bytes; none where what was sent is no fingerprint."""
        try:
            return bytes.fromhex(self.seen.data or "")
        except ValueError:
            return b""


class ResultPage(Page):
    """The result; with `?decide=accept` or `?decide=refuse`, the question before it is final."""

    name = PageName.RESULT
    template = "aml/pages/result.html"
    form = DecideForm

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        verdict = _ASKED.get(request.args.get("decide", ""))
        stands = self._standing(contact, verdict)
        form = DecideForm(data={"version": str(contact.version), "seen": result_print(stands.found).hex()})
        if verdict is not None and form.validate_on_submit():
            if (made := self._decided(contact, form, verdict)) is not None:
                return made
            db().expire_all()
            contact = contact_version(db(), identity(), contact.id)
            stands = self._standing(contact, verdict)
            form.version.data, form.seen.data = str(contact.version), result_print(stands.found).hex()
        if form.is_submitted() and verdict is None:
            form.form_errors.append(gettext("Choose whether you accept or refuse the contact."))
        return self._shown(screen, contact, details, stands, form, verdict)

    def _standing(self, contact: Contact, verdict: Verdict | None) -> Standing:
        accepting = verdict is Verdict.ACCEPTED
        return standing_of(db(), identity(), contact, clock.now(), to_accept=accepting)

    def _decided(self, contact: Contact, form: DecideForm, verdict: Verdict) -> Response | None:
        """On to the contact's record; None where something is in the way, which the form tells."""
        database, version, seen, pk = db(), form.version.number, form.print, contact.id

        def act(session: Session, who: Identity) -> ContactDecision:
            reason = form.reason.data or ""
            return _ACTS[verdict](session, who, pk, version, reason, clock.now(), seen=seen)

        with transaction(database):
            made: ContactDecision | None = attempt(form, lambda: act(database, identity()))
        return after(url_for("ContactScreen.show", pk=pk), _said(made)) if made is not None else None

    def _shown(
        self,
        screen: Book,
        contact: Contact,
        details: Details,
        stands: Standing,
        form: DecideForm,
        verdict: Verdict | None,
    ) -> Response:
        """The question, where it can be asked; else the result, with what is in the way."""
        here = screen.url(contact, self.name)
        asks = verdict is Verdict.REFUSED or (verdict is Verdict.ACCEPTED and stands.acceptable)
        return screen.show(
            self,
            contact,
            details,
            422 if form.is_submitted() else 200,
            form=form,
            stands_so=stands,
            level=level_of(stands),
            reasons=reasons_of(stands),
            duties=duties_of(stands),
            duty_links=duty_links(stands.found, contact),
            in_the_way=in_the_way(screen, contact, stands),
            asks=str(verdict) if asks else "",
            effects=_effects(contact, stands, verdict) if asks and verdict else [],
            wants_reason=verdict is Verdict.REFUSED or stands.in_spite,
            accept_url=f"{here}?decide=accept",
            refuse_url=f"{here}?decide=refuse",
            here_url=here,
        )


def _said(made: ContactDecision) -> str:
    if made.verdict == Verdict.REFUSED:
        return str(gettext("The contact is refused."))
    if made.in_spite and not made.as_officer:
        return str(gettext("The contact is accepted in spite of raised vigilance. Your AML officer is told."))
    return str(gettext("The contact is accepted."))


def _effects(contact: Contact, stands: Standing, verdict: Verdict) -> list[str]:
    """What will happen."""
    told = [
        gettext(
            "Version %(number)s is final from then on: nothing in it changes any more. Who wants to change"
            " something makes a new version.",
            number=contact.number,
        )
    ]
    if stands.earlier is not None:
        told.append(
            gettext(
                "Version %(number)s, which counts until now, is replaced. It stays readable.",
                number=stands.earlier.number,
            )
        )
    if verdict is Verdict.ACCEPTED and stands.in_spite:
        told.append(_who_is_told(stands))
    told.append(gettext("The decision stands in the file with your name, the day, and all that it rests on."))
    return [str(one) for one in told]


def _who_is_told(stands: Standing) -> str:
    if stands.is_officer:
        return str(gettext("You accept it as AML officer. Other officers of your office are told."))
    if not stands.officers:
        return str(gettext("Nobody in your office is AML officer, so nobody is told."))
    return str(gettext("The AML officer is told: %(who)s.", who=", ".join(stands.officers)))


RESULT_PAGES: tuple[Page, ...] = (ResultPage(),)
