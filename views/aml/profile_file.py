"""The pages on which a risk profile is made: begun, its questions, its result and the decision, giving it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml import profiles
from app.aml.handing import was_told
from app.aml.officers import officers_seen
from app.aml.profile_assessing import assessed_profile
from app.aml.profiled import Blocked, Looked, profile_record, profiles_of
from app.aml.queries import contact_version
from app.aml.vigilance.asking import groups_of, questions_of
from app.transaction import transaction
from models.aml import RiskProfile
from models.values.matters import MatterState
from models.values.vigilance import AsksOf, Level
from views.aml.access import AmlScreen
from views.aml.profile_page import CHANGING, Said, assessed_now, in_the_way, said_now, told_of
from views.aml.wizard.question_forms import QuestionForm, form_of
from views.aml.wizard.question_groups import Groups, beside, first_open, shown_of
from views.aml.wizard.result import DecideForm
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels.aml_profiles import profile_title

ACCEPT, REFUSE, HAND = "accept", "refuse", "hand"
_ACTS: dict[str, Callable[..., RiskProfile]] = {
    ACCEPT: profiles.accept_profile,
    REFUSE: profiles.refuse_profile,
    HAND: profiles.hand_profile,
}


class ProfileForm(HouseForm):
    version = VersionField()


class ProfileFileScreen(AmlScreen):
    """For whoever works in the tool; what was decided is read on the profile's own page."""

    route_base = "/risk-profile"

    @expose("/<int:pk>")
    @has_access
    def open(self, pk: int) -> Response:
        """On where one stopped: the questions, or the result once there is a level."""
        profile = profile_record(db(), identity(), pk).profile
        page = "result" if profile.state == MatterState.ASSESSED else "questions"
        return redirect(url_for(f"ProfileFileScreen.{page}", pk=pk))  # type: ignore[return-value]

    @expose("/begin/<int:contact_id>", methods=["GET", "POST"])
    @has_access
    def begin(self, contact_id: int) -> Response:
        """A risk profile of a contact: what that is, and whether it is needed."""
        contact, form = contact_version(db(), identity(), contact_id), ProfileForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                made = attempt(form, lambda: profiles.begin_profile(database, identity(), contact_id, clock.now()))
            if made is not None:
                url = url_for("ProfileFileScreen.questions", pk=made.id)
                return redirect(url, code=303)  # type: ignore[return-value]
            database.expire_all()
            contact = contact_version(database, identity(), contact_id)
        found = profiles_of(db(), contact)
        effects = [
            gettext("It asks what you noticed while you work for %(name)s.", name=contact.name),
            gettext("Its level is the highest of what its questions and the contact’s own file say."),
            gettext(
                "Where vigilance isn’t raised you decide yourself; where it is, the AML officer decides what you"
                " want to accept."
            ),
        ]
        if found.skips:
            effects.append(
                gettext("It isn’t needed yet: as long as no transaction was closed, the accepted file is enough.")
            )
        return self.page(
            "aml/version.html",
            gettext("Begin a risk profile of %(name)s", name=contact.name),
            422 if form.is_submitted() else 200,
            form=form,
            verb=gettext("Begin"),
            effects=effects,
            tone="primary",
            back_url=url_for("ContactScreen.show", pk=contact.id),
        )

    @expose("/questions/<int:pk>", methods=["GET", "POST"])
    @has_access
    def questions(self, pk: int) -> Response:
        """A group of questions: the one asked for, or the first with an open one."""
        looked = profile_record(db(), identity(), pk)
        profile = looked.profile
        if (away := self._away(looked)) is not None:
            return away
        groups = _groups(looked)
        named = request.values.get("group", "")
        group = named if named in groups else first_open(groups)
        if named and named != group:
            return after(
                _questions_url(profile, group),
                gettext("The questions changed meanwhile. Answer them as they stand here."),
                "info",
            )
        form = form_of(groups.get(group, ()), version=str(profile.version), group=group)
        if form.validate_on_submit():
            made = self._kept(profile, form, groups, group)
            if made is not None:
                return made
        status = 422 if form.is_submitted() else 200
        if form.is_submitted():
            db().expire_all()
            profile = profile_record(db(), identity(), pk).profile
            form.version.data = str(profile.version)
        return self.page(
            "aml/profile_questions.html",
            profile_title(profile.contact.name, profile.number),
            status,
            profile=profile,
            form=form,
            evidence_url=f"/contact-versions/begin/{profile.contact_id}",
            result_url=url_for("ProfileFileScreen.result", pk=pk),
            record_url=url_for("ProfileScreen.show", pk=pk),
            **shown_of(groups, group, lambda name: _questions_url(profile, name)),
        )

    def _kept(self, profile: RiskProfile, form: QuestionForm, groups: Groups, group: str) -> Response | None:
        """On to the next group, or past the last one to the level; None where something was refused."""
        told, following = form.told(), beside(groups, group, 1)
        database, version, pk = db(), form.version.number, profile.id
        later = "later" in request.form

        def keep() -> RiskProfile:
            made = profiles.answer_profile(database, identity(), pk, told, version, clock.now())
            if following is None and not later and made.state == MatterState.DRAFT:
                self._told_if_answered(made)
            return made

        with transaction(database):
            made = attempt(form, keep)
        if made is None:
            return None
        if later:
            url = url_for("ProfileScreen.show", pk=pk)
            return after(url, gettext("Saved. You can go on whenever you like."))
        url = (
            url_for("ProfileFileScreen.result", pk=pk) if following is None else _questions_url(profile, following)
        )
        return redirect(url, code=303)  # type: ignore[return-value]

    def _told_if_answered(self, profile: RiskProfile) -> None:
        """The level is told at once where nothing is open any more."""
        if assessed_profile(db(), profile, clock.now()).found.level is not None:
            profiles.assess_profile(db(), identity(), profile.id, profile.version, clock.now())

    @expose("/result/<int:pk>", methods=["GET", "POST"])
    @has_access
    def result(self, pk: int) -> Response:
        """The level with every reason, and the decision; with `?decide=`, the question before it is final. Sent
        without, the level is told."""
        looked = profile_record(db(), identity(), pk)
        profile = looked.profile
        asked = request.args.get("decide", "")
        asked = asked if asked in _ACTS else ""
        if (away := self._away(looked, asked)) is not None:
            return away
        said = said_now(assessed := assessed_now(looked))
        form = DecideForm(data={"version": str(profile.version), "seen": assessed.print.hex()})
        if form.validate_on_submit():
            made = self._decided(profile, form, asked) if asked else self._told(profile, form)
            if made is not None:
                return made
        if form.is_submitted():
            db().expire_all()
            looked = profile_record(db(), identity(), pk)
            profile = looked.profile
            said = said_now(assessed := assessed_now(looked))
            form.version.data, form.seen.data = str(profile.version), assessed.print.hex()
        return self._shown(looked, said, assessed.print, form, asked)

    def _told(self, profile: RiskProfile, form: DecideForm) -> Response | None:
        """The level, from then on; None where a question is still open."""
        database, version, pk = db(), form.version.number, profile.id
        with transaction(database):
            made = attempt(form, lambda: profiles.assess_profile(database, identity(), pk, version, clock.now()))
        if made is None:
            return None
        return redirect(url_for("ProfileFileScreen.result", pk=pk), code=303)  # type: ignore[return-value]

    def _decided(self, profile: RiskProfile, form: DecideForm, asked: str) -> Response | None:
        """On to the profile's record; None where something is in the way, which the form tells."""
        database, version, seen, pk = db(), form.version.number, form.print, profile.id
        reason = form.reason.data or ""
        with transaction(database):
            made: RiskProfile | None = attempt(
                form,
                lambda: _ACTS[asked](database, identity(), pk, version, reason, clock.now(), seen=seen),
            )
        return after(url_for("ProfileScreen.show", pk=pk), _done(made)) if made is not None else None

    def _shown(self, looked: Looked, said: Said, print_: bytes, form: DecideForm, asked: str) -> Response:
        profile, way, found = looked.profile, in_the_way(looked, said), said.found
        raised = found.level in (Level.RAISED, Level.STOP)
        asked_back = profile.state == MatterState.ASKED_BACK
        told = asked_back or (profile.state == MatterState.ASSESSED and profile.assessed_print == print_)
        officer_told = told and not raised and not asked_back and was_told(db(), profile)
        can = {
            ACCEPT: told and not raised and not asked_back and not officer_told and not way,
            REFUSE: told and not asked_back,
            HAND: told and (raised or asked_back) and not way,
        }
        asks = asked if can.get(asked) else ""
        here = url_for("ProfileFileScreen.result", pk=profile.id)
        return self.page(
            "aml/profile_result.html",
            profile_title(profile.contact.name, profile.number),
            422 if form.is_submitted() else 200,
            profile=profile,
            form=form,
            told=told,
            changed=profile.state == MatterState.ASSESSED and not told,
            answered=found.level is not None,
            asks=asks,
            effects=_effects(profile, asks, raised=raised) if asks else [],
            wants_reason=asks != ACCEPT,
            in_the_way=way,
            raised=raised,
            asked_back=asked_back,
            officer_told=officer_told,
            can=can,
            here_url=here,
            questions_url=url_for("ProfileFileScreen.questions", pk=profile.id),
            record_url=url_for("ProfileScreen.show", pk=profile.id),
            notify_url=url_for("NotificationScreen.send", contact_id=profile.contact_id),
            **told_of(said),
        )

    @expose("/drop/<int:pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        """A profile that nobody decided is given up."""
        profile = profile_record(db(), identity(), pk).profile
        form = ProfileForm(data={"version": str(profile.version)})
        record_url = url_for("ProfileScreen.show", pk=pk)
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                done = attempt(form, lambda: profiles.drop_profile(database, identity(), pk, version, clock.now()))
            if done is not None:
                return after(record_url, gettext("The risk profile is given up."))
            database.expire_all()
            profile = profile_record(database, identity(), pk).profile
            form.version.data = str(profile.version)
        return self.page(
            "aml/version.html",
            gettext(
                "Give up risk profile %(number)s of %(name)s", number=profile.number, name=profile.contact.name
            ),
            422 if form.is_submitted() else 200,
            form=form,
            verb=gettext("Give this risk profile up"),
            effects=[
                gettext("What was accepted or refused before stays as it is."),
                gettext("It can't be taken back. What was answered is kept as the law asks."),
            ],
            tone="danger",
            back_url=record_url,
        )

    def _away(self, looked: Looked, asked: str = "") -> Response | None:
        """To the profile's record, where nothing can be done here; a decision that was asked is told by the
        service why not."""
        if asked and request.method == "POST":
            return None
        profile = looked.profile
        if _is_blocked(profile, looked.blocked):
            said = gettext("This is blocked. Ask your AML officer.")
        elif profile.state not in CHANGING:
            said = gettext("This risk profile was decided or given up and stays as it is.")
        else:
            return None
        return after(url_for("ProfileScreen.show", pk=profile.id), said, "info")


def _is_blocked(profile: RiskProfile, blocked: Blocked) -> bool:
    if profile.state == MatterState.ASKED_BACK:
        return blocked.contact is not None
    return profile.state == MatterState.WITH_OFFICER or blocked.since is not None


def _groups(looked: Looked) -> Groups:
    said = said_now(assessed_now(looked))
    asked = questions_of(said.rules.rules, said.file.own, said.found.questions, AsksOf.PROFILE)
    return groups_of(asked)


def _questions_url(profile: RiskProfile, group: str) -> str:
    here = url_for("ProfileFileScreen.questions", pk=profile.id)
    return f"{here}?group={group}" if group else here


def _done(made: RiskProfile) -> str:
    if made.state == MatterState.WITH_OFFICER:
        return str(gettext("Handed over. Until the AML officer decided, nothing can be done with it."))
    if made.state == MatterState.REFUSED:
        return str(gettext("The risk profile is refused."))
    return str(gettext("The risk profile is accepted."))


def _effects(profile: RiskProfile, asked: str, *, raised: bool) -> list[Any]:
    """What will happen."""
    if asked == HAND:
        officers = officers_seen(db(), profile.organisation_id, clock.today())
        return [
            gettext("It goes to the AML officer: %(who)s.", who=", ".join(officers))
            if officers
            else gettext("Nobody in your office is AML officer: it waits until somebody is."),
            gettext("Until the officer decided, it is blocked, and the contact can’t enter a transaction."),
        ]
    if asked == REFUSE:
        told = [
            gettext("That is final: nothing can be done with this risk profile any more."),
            gettext("The contact can’t enter a transaction, until another risk profile of it is accepted."),
        ]
        return [*told, gettext("The AML officer reads your reasons.")] if raised else told
    return [
        gettext("The contact may enter a transaction."),
        gettext("The risk profile says on which day it is looked at again."),
        gettext("The decision stands in the file with your name, the day, and all that it rests on."),
    ]
