"""Which contacts are to be looked at again, when and why: the list, and a year of it by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.aml import review_queries as queries
from app.policy import Identity
from models.accounts import Account
from models.aml import Contact, Review
from models.values import SubjectKind
from models.values.following import ReviewReason
from models.values.vigilance import Level
from views.aml.access import AmlScreen
from views.aml.review_part import to_do, to_do_url
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, within
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.labels import language
from views.labels.aml_facts import SUBJECT_KINDS
from views.labels.aml_record import level_tone, level_word
from views.labels.aml_reviews import days_word, due_choices, due_tone, reason_choices, reason_word


@dataclass(frozen=True)
class Line:
    """A review as the list shows it today; `hit_id`: of the match that is to be decided for it."""

    review: Review
    today: date
    hit_id: int | None

    @property
    def id(self) -> int:
        return self.review.id

    @property
    def contact(self) -> Contact:
        return self.review.contact


def _levels() -> list[tuple[str, str]]:
    """Both that read *raised* are one choice."""
    return [(str(one), level_word(one)) for one in (Level.SIMPLIFIED, Level.STANDARD, Level.RAISED)]


def _of_level(chosen: str) -> ColumnElement[bool]:
    levels = (chosen, Level.STOP) if chosen == Level.RAISED else (chosen,)
    return queries.of_contact(Contact.level.in_(levels))


def _owners() -> list[tuple[str, str]]:
    return [("mine", gettext("My files")), ("others", gettext("Files of others"))]


def _of_owner(chosen: str) -> ColumnElement[bool]:
    mine = Contact.owner_id == identity().account_id
    return queries.of_contact(mine if chosen == "mine" else ~mine)


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(SUBJECT_KINDS[one])) for one in (SubjectKind.PERSON, SubjectKind.ORGANISATION)]


def _link(line: Line) -> Markup:
    url, label = to_do_url(line.review, line.hit_id), to_do(line.review, line.hit_id)
    return Markup('<a href="{}">{}<span class="hidden"> {}</span></a>').format(url, label, line.contact.name)


class ReviewScreen(AmlScreen, Register):
    """For whoever works in the tool; a row leads to its contact."""

    route_base = "/reviews"
    datamodel = Interface(Review)
    page_title = _l("Reviews")
    one_line = _l(
        "Contacts that are to be looked at again, the first to fall due first: by the term of their vigilance, an"
        " identity document that expires, a list that changed, or vigilance that rose."
    )
    list_options = (
        joinedload(Review.contact).load_only(Contact.name, Contact.kind, Contact.level, Contact.number),
        joinedload(Review.contact).joinedload(Contact.owner).load_only(Account.username),
    )
    exclude_route_methods = Register.exclude_route_methods | {"show"}
    orders = {"due": Review.due_on}
    first_order = "due"
    columns = (
        Column("contact", _l("Contact"), lambda line: line.contact.name),
        Column("due", _l("Due"), lambda line: line.review.due_on, "due"),
        Column(
            "left",
            _l("Days left"),
            lambda line: days_word(line.review.due_on, line.today),
            tone=lambda line: due_tone(line.review.due_on, line.today),
            plain=lambda line: (line.review.due_on - line.today).days,
        ),
        Column("why", _l("Why"), lambda line: reason_word(line.review.why)),
        Column(
            "level",
            _l("Vigilance"),
            lambda line: level_word(line.contact.level),
            tone=lambda line: level_tone(line.contact.level),
        ),
        Column("owner", _l("Whose file"), lambda line: line.contact.owner.username),
        Column("kind", _l("Kind"), lambda line: str(SUBJECT_KINDS[SubjectKind(line.contact.kind)]), shown=False),
        Column("act", _l("What to do"), _link, plain=lambda line: to_do(line.review, line.hit_id)),
    )
    filters = (
        Filter("due", _l("Due"), "choice", lambda one: queries.is_due(one, clock.today()), due_choices),
        Filter("why", _l("Why"), "choice", lambda one: Review.why == one, reason_choices),
        Filter("owner", _l("Whose file"), "choice", _of_owner, _owners),
        Filter("level", _l("Vigilance"), "choice", _of_level, _levels),
        Filter(
            "kind", _l("Kind"), "choice", lambda one: queries.of_contact(Contact.kind == one), _kinds, more=True
        ),
        Filter(
            "name",
            _l("Contact"),
            "text",
            lambda text: queries.of_contact(Contact.sort_name.like(func.house_sort_name(like_pattern(text)))),
            more=True,
        ),
        Filter("on", _l("Day"), "days", within(Review.due_on), more=True),
    )
    empty_text = _l(
        "No contact is to be looked at again. Once one is accepted, its next review stands here with the day and"
        " the reason."
    )

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.reviews_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Line]:
        hits, today = queries.hits_to_decide(session, items), clock.today()
        return [Line(one, today, hits.get(one.id)) for one in items]

    def primary(self) -> tuple[str, str] | None:
        return gettext("See the year"), url_for("ReviewScreen.calendar")

    def url_of_record(self, item: Any) -> str | None:
        return url_for("ContactScreen.show", pk=item.contact_id)

    @expose("/calendar", methods=["GET"])
    @has_access
    def calendar(self) -> Response:
        """Twelve months, with how many fall due in each by reason; every count leads to its list."""
        months = queries.months_ahead(db(), identity(), clock.today())
        most = max((one.total for one in months), default=0)
        return self.page(
            "aml/review_calendar.html",
            gettext("Reviews of the year ahead"),
            months=[self._month(one, most) for one in months],
            reasons=[(number, reason_word(why)) for number, why in enumerate(ReviewReason)],
            total=sum(one.total for one in months),
            list_url=url_for("ReviewScreen.list"),
            feed_url=url_for("ReviewFeedScreen.index"),
        )

    def _month(self, one: queries.Month, most: int) -> dict[str, Any]:
        """A row of the drawing: the count of each reason, and how wide its piece of the bar is, in percents."""
        pieces, at = [], 0.0
        for number, why in enumerate(ReviewReason):
            width = 100 * one.by_reason[why] / most if most else 0.0
            pieces.append({"series": number, "x": round(at, 2), "width": round(width, 2)})
            at += width
        return {
            "word": str(format_date(one.first, "LLLL y", locale=language())),
            "overdue": one.overdue,
            "total": one.total,
            "url": self._url(one),
            "counts": [
                (reason_word(why), one.by_reason[why], self._url(one, ("why", str(why)))) for why in ReviewReason
            ],
            "pieces": [piece for piece in pieces if piece["width"]],
        }

    def _url(self, one: queries.Month, *more: tuple[str, str]) -> str:
        """The list of that month; of the one in which we are with all that is overdue."""
        last = (one.first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        begins = one.first > clock.today()
        pairs = [("on_from", one.first.isoformat())] if begins else []
        return self.url_of_list([*pairs, ("on_to", last.isoformat()), *more])
