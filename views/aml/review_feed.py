"""Reviews in one's own calendar elsewhere: opening and closing one's address, and what a program reads there."""

from __future__ import annotations

from flask import Response, make_response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml.review_calendar import calendar_of
from app.aml.review_feeds import close_feed, open_feed, own_feed, read_feed
from app.policy import Permission, require
from app.transaction import Scope, transaction, within
from views.aml.access import AmlScreen
from views.framework.database import address, db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after
from views.labels import instant


class ReviewFeedScreen(AmlScreen):
    """For whoever works in the tool: an address of his own, for the office he works for."""

    route_base = "/reviews/feed"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Whether one is open, since when, and when it was read last."""
        require(identity(), Permission.REVIEW_SEE)
        feed = own_feed(db(), identity())
        return self.page(
            "aml/review_feed.html",
            gettext("Reviews in your own calendar"),
            opened=instant(feed.opened_at) if feed is not None else "",
            read=instant(feed.read_at) if feed is not None and feed.read_at is not None else "",
            form=HouseForm(),
            back_url=url_for("ReviewScreen.calendar"),
        )

    @expose("/open", methods=["POST"])
    @has_access
    def open(self) -> Response:
        """A new address, which this page alone shows; one that was open closes."""
        if not HouseForm().validate_on_submit():
            return after(url_for("ReviewFeedScreen.index"), gettext("Try it again, please."), "danger")
        with transaction(db()):
            secret = open_feed(db(), identity(), clock.now())
        return self.page(
            "aml/review_feed_shown.html",
            gettext("The address for your calendar"),
            text=f"{address()}{url_for('AmlCalendarScreen.read', secret=secret)}",
            back_url=url_for("ReviewFeedScreen.index"),
        )

    @expose("/close", methods=["GET", "POST"])
    @has_access
    def close(self) -> Response:
        """Asks first; then nothing is read there any more."""
        form, back_url = HouseForm(), url_for("ReviewFeedScreen.index")
        if form.validate_on_submit():
            with transaction(db()):
                closed = close_feed(db(), identity(), clock.now())
            said = (
                gettext("The address is closed: calendars read nothing there any more.")
                if closed
                else gettext("There was no address to close.")
            )
            return after(back_url, said)
        return self.page(
            "aml/version.html",
            gettext("Close your address?"),
            form=form,
            verb=gettext("Close it"),
            effects=[
                gettext("Calendars that read it get nothing any more."),
                gettext("You can make another one whenever you like."),
            ],
            tone="danger",
            back_url=back_url,
        )


class AmlCalendarScreen(Screen):
    """Open without signing in: a calendar program shows the secret in the address, and nothing else is told."""

    route_base = "/aml-calendar"
    default_view = "read"

    @expose("/<secret>.ics", methods=["GET"])
    def read(self, secret: str) -> Response:
        """The reviews of an office; the same 404 for whatever opens nothing."""
        with transaction(db()), within(db(), Scope.office()):
            feed = read_feed(db(), secret, clock.now())
        if feed is None:
            return make_response("", 404)
        made = make_response(calendar_of(feed, address()))
        made.content_type = "text/calendar; charset=utf-8"
        made.headers["Content-Disposition"] = 'inline; filename="reviews.ics"'
        return made
