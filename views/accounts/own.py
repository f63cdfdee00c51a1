"""My account and my details: the address of the account, and what one says of oneself."""

from __future__ import annotations

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.accounts import addresses
from app.accounts.photos import drop_photo, has_photo, keep_photo, photo_of
from app.accounts.profiles import Details, Salutation, change_details
from app.accounts.queries import names_of
from app.errors import Missing
from app.transaction import Scope, transaction, within
from models.accounts import Account, Person, Profile
from models.values import Sex
from views.accounts.confirming import ConfirmedForm, is_confirmed
from views.accounts.door import MailedCodeForm
from views.base import DayField, text_of
from views.framework.database import db, scanner
from views.framework.identity import identity
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import LABELS, day, instant, label_of


class DetailsForm(HouseForm):
    version = VersionField()
    salutation = RadioField(
        _l("Salutation"),
        choices=[("", _l("By name only")), *((str(one), LABELS[one]) for one in Salutation)],
        default="",
    )
    phone = StringField(
        _l("Telephone"),
        description=_l("Only the helpdesk and your own organisation call you."),
        validators=[Length(max=40, message=_l("At most 40 characters."))],
        render_kw={"type": "tel", "autocomplete": "tel"},
    )


class NamedDetailsForm(DetailsForm):
    given_names = StringField(_l("First names"), validators=[InputRequired(_l("Fill in your first names."))])
    family_name = StringField(_l("Name"), validators=[InputRequired(_l("Fill in your name."))])
    birth_date = DayField(_l("Birth date"), validators=[Optional()])
    sex = SelectField(_l("Sex"), choices=[(str(one), LABELS[one]) for one in Sex], default=str(Sex.UNKNOWN))


class PhotoForm(HouseForm):
    version = VersionField()
    file = FileField(
        _l("Photo"),
        description=_l("JPEG or PNG, at most 2 MB. It is drawn anew: where and when it was taken isn't kept."),
        validators=[FileRequired(_l("Choose a photo."))],
        render_kw={"accept": ".jpg,.jpeg,.png"},
    )


class RemovePhotoForm(HouseForm):
    version = VersionField()


class AddressForm(ConfirmedForm):
    email = StringField(
        _l("New e-mail address"),
        description=_l("A private address: who changes jobs and loses his address at work, loses his account."),
        validators=[InputRequired(_l("Fill in an e-mail address."))],
        render_kw={"type": "email", "autocomplete": "email"},
    )


class MyAccountScreen(Screen):
    """One's own account; nobody opens another's here."""

    route_base = "/account"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """The address that mails go to, and the code for another one where one waits."""
        form, who, database = MailedCodeForm(), identity(), db()
        if form.validate_on_submit():
            try:
                with transaction(database), within(database, Scope.office()):
                    no = addresses.confirm_address(database, who, text_of(form.code), clock.now())
            except Missing:
                return after(url_for("MyAccountScreen.index"), gettext("No new address waits any more."), "info")
            if no is None:
                return after(
                    url_for("MyAccountScreen.index"), gettext("From now on mails go to your new address.")
                )
            form.refuse(no)
        with within(database, Scope.office()):
            account = database.get_one(Account, who.account_id)
            waiting = addresses.waiting(database, who.account_id, clock.now())
        return self.page(
            "accounts/account.html",
            gettext("My account"),
            422 if form.is_submitted() else 200,
            form=form,
            facts=[Fact(gettext("Username"), account.username), Fact(gettext("E-mail"), account.email)],
            waiting=waiting.email if waiting is not None else "",
            until=instant(waiting.ends_at) if waiting is not None else "",
        )

    @expose("/address", methods=["GET", "POST"])
    @has_access
    def address(self) -> Response:
        """Another address, for who knows the password."""
        form, who = AddressForm(), identity()
        if form.validate_on_submit() and is_confirmed(form):
            database = db()
            with transaction(database), within(database, Scope.office()):
                asked = attempt(
                    form, lambda: addresses.ask_address(database, who, text_of(form.email), clock.now())
                )
            if asked is not None:
                sent = gettext("A mail with a code is on its way to your new address.")
                return after(url_for("MyAccountScreen.index"), sent, "info")
        return self.page(
            "accounts/address.html",
            gettext("Another e-mail address"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/again", methods=["POST"])
    @has_access
    def again(self) -> Response:
        database = db()
        try:
            with transaction(database), within(database, Scope.office()):
                addresses.send_again(database, identity(), clock.now())
        except Missing:
            return after(url_for("MyAccountScreen.index"), gettext("No new address waits any more."), "info")
        return after(
            url_for("MyAccountScreen.index"),
            gettext("Another code is on its way; the one before no longer counts. You get at most five an hour."),
            "info",
        )

    @expose("/withdraw", methods=["POST"])
    @has_access
    def withdraw(self) -> Response:
        database = db()
        with transaction(database), within(database, Scope.office()):
            addresses.withdraw(database, identity(), clock.now())
        return after(url_for("MyAccountScreen.index"), gettext("Your address stays as it was."))

    @expose("/details", methods=["GET", "POST"])
    @has_access
    def details(self) -> Response:
        """Names where no card told them; how to address and to reach one."""
        who, database = identity(), db()
        with within(database, Scope.office()):
            profile = database.get(Profile, who.account_id)
            names = names_of(database, who.account_id)
            person = database.get(Person, who.person_id) if who.person_id is not None else None
            photo = has_photo(database, who.account_id)
        known = who.person_id is not None
        form = (DetailsForm if known else NamedDetailsForm)(
            obj=profile, version=str(profile.version if profile else 0)
        )
        if form.validate_on_submit():
            new = Details(
                salutation=str(form.salutation.data or ""),
                phone=text_of(form.phone),
                given_names=None if known else text_of(form.given_names),
                family_name=None if known else text_of(form.family_name),
                birth_date=None if known else form.birth_date.data,
                sex=Sex.UNKNOWN if known else Sex(form.sex.data),
            )
            with transaction(database), within(database, Scope.office()):
                kept = attempt(form, lambda: change_details(database, who, form.version.number, new, clock.now()))
            if kept is not None:
                return after(url_for("MyAccountScreen.details"), gettext("Your details are kept."))
        return self.page(
            "accounts/details.html",
            gettext("My details"),
            422 if form.is_submitted() else 200,
            form=form,
            facts=[
                Fact(gettext("Name"), " ".join(names).strip()),
                Fact(gettext("Birth date"), day(person.birth_date)),
                Fact(gettext("Sex"), label_of(Sex(person.sex))),
            ]
            if person is not None
            else [],
            photo_url=url_for("MyAccountScreen.picture", v=profile.version) if photo and profile else None,
        )

    @expose("/photo", methods=["GET", "POST"])
    @has_access
    def photo(self) -> Response:
        """Another photo, or none any more."""
        form, who, database = PhotoForm(), identity(), db()
        with within(database, Scope.office()):
            profile = database.get(Profile, who.account_id)
            there = has_photo(database, who.account_id)
        if not form.is_submitted():
            form.version.data = str(profile.version if profile else 0)
        if form.validate_on_submit():
            sent, version = form.file.data, form.version.number

            def act() -> Profile:
                return keep_photo(database, scanner(), who, version, sent.filename or "", sent.stream, clock.now())

            with transaction(database), within(database, Scope.office()):
                kept = attempt(form, act)
            if kept is not None:
                return after(url_for("MyAccountScreen.details"), gettext("Your photo is kept."))
        return self.page(
            "accounts/photo.html",
            gettext("Your photo"),
            422 if form.is_submitted() else 200,
            form=form,
            photo_url=url_for("MyAccountScreen.picture", v=profile.version) if there and profile else None,
            version=profile.version if profile else 0,
        )

    @expose("/photo/remove", methods=["POST"])
    @has_access
    def remove_photo(self) -> Response:
        form, database = RemovePhotoForm(), db()
        form.validate_on_submit()
        with transaction(database), within(database, Scope.office()):
            attempt(form, lambda: drop_photo(database, identity(), form.version.number, clock.now()))
        if form.form_errors:
            return after(url_for("MyAccountScreen.photo"), form.form_errors[0], "error")
        return after(url_for("MyAccountScreen.details"), gettext("Your photo is gone."))

    @expose("/photo/shown", methods=["GET"])
    @has_access
    def picture(self) -> Response:
        """One's own photo, as it was drawn anew."""
        database = db()
        with within(database, Scope.office()):
            found = photo_of(database, identity().account_id)
        if found is None:
            raise Missing("photo", identity().account_id)
        return Response(found, mimetype="image/jpeg")
