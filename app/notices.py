"""Which event is told to whom, by which letter: one table.

An act puts the event and the job `notify` in one transaction; that job writes the letters. One event that tells of
many acts has one entry here as well: its `readers` gives each reader once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import case_letters as of_cases
from app.accounts import letters as of_accounts
from app.aml import handing_over_letters as of_files
from app.aml import letters as of_lists
from app.aml import notification_letters as of_notifications
from app.aml import officer_letters as of_officers
from app.aml import review_letters as of_reviews
from app.errors import Missing
from app.events import Tag
from app.letters import Content, Reader, written
from app.mail.services import put
from app.organisations import member_letters as of_members
from app.rights import admission_letters as of_admission
from app.rights import asking_letters as of_requests
from app.rights import ending_letters as of_endings
from app.rights import letters as of_rights
from app.rights import merging_letters as of_mergers
from app.rights import recertification_letters as of_campaigns
from app.syndics import letters as of_mandates
from app.syndics import readers as syndics
from app.wallet import letters as of_wallets
from app.wallet.invoicing import letters as of_invoices
from app.words import Words, words_in
from models.events import Event
from models.mail import Letter


@dataclass(frozen=True)
class Notice:
    """Who is told, and what: `content` is asked once per reader, in the reader's language."""

    readers: Callable[[Session, Event], Sequence[Reader]]
    content: Callable[[Session, Event, Words, str, Reader], Content]


NOTICES: dict[Tag, Notice] = {
    Tag.PASSWORD_SET: Notice(of_accounts.holder, of_accounts.password_set),
    Tag.CODE_SET_UP: Notice(of_accounts.holder, of_accounts.second_factor_changed),
    Tag.ADDRESS_ASKED: Notice(of_accounts.holder, of_accounts.address_asked),
    Tag.ACCOUNT_VIEWED: Notice(of_accounts.holder, of_accounts.account_viewed),
    Tag.CARD_LINKED: Notice(of_accounts.holder, of_accounts.card_linked),
    Tag.CARD_UNLINKED: Notice(of_accounts.holder, of_accounts.card_unlinked),
    Tag.TOKEN_ISSUED: Notice(of_accounts.holder, of_accounts.token_issued),
    Tag.TOKEN_BLOCKED: Notice(of_accounts.holder, of_accounts.token_blocked),
    Tag.ACCOUNT_RESTED: Notice(of_accounts.holder, of_accounts.account_rested),
    Tag.CASE_OPENED: Notice(of_cases.reporter, of_cases.case_opened),
    Tag.CASE_ANSWERED: Notice(of_cases.reporter, of_cases.case_answered),
    Tag.CASE_CLOSED: Notice(of_cases.reporter, of_cases.case_answered),
    Tag.CODE_STOPPED: Notice(of_accounts.holder, of_accounts.second_factor_changed),
    Tag.RIGHT_GRANTED: Notice(of_rights.holder, of_rights.right_granted),
    Tag.RIGHT_CHANGED: Notice(of_rights.holder, of_rights.right_changed),
    Tag.RIGHT_REVOKED: Notice(of_rights.holder, of_rights.right_revoked),
    Tag.RIGHTS_ENDING: Notice(of_endings.ending_holders, of_endings.rights_ending),
    Tag.RIGHTS_TOLD: Notice(of_endings.told_holders, of_endings.rights_told),
    Tag.ADMINISTRATION_ENDING: Notice(of_endings.administration_readers, of_endings.administration_ending),
    Tag.CAMPAIGN_STARTED: Notice(of_campaigns.administrators, of_campaigns.campaign_started),
    Tag.CAMPAIGN_REMINDED: Notice(of_campaigns.administrators, of_campaigns.campaign_reminded),
    Tag.CAMPAIGN_CLOSED: Notice(of_campaigns.administrators, of_campaigns.campaign_closed),
    Tag.REQUEST_DECLINED: Notice(of_requests.asker, of_requests.request_declined),
    Tag.GOVERNMENT_MERGED: Notice(of_campaigns.administrators, of_mergers.governments_merge),
    Tag.GOVERNMENT_JOINED: Notice(of_campaigns.administrators, of_mergers.governments_merge),
    Tag.MEMBER_ASKED: Notice(of_members.managers, of_members.member_asked),
    Tag.MEMBER_CONFIRMED: Notice(of_members.the_member, of_members.member_confirmed),
    Tag.MEMBER_REFUSED: Notice(of_members.the_member, of_members.member_refused),
    Tag.MEMBER_ENDED: Notice(of_members.the_member, of_members.member_ended),
    Tag.MANAGER_NAMED: Notice(of_members.the_member, of_members.manager_named),
    Tag.MANAGER_DISMISSED: Notice(of_members.the_member, of_members.manager_dismissed),
    Tag.REGISTRATION_APPROVED: Notice(of_admission.signer, of_admission.registration_approved),
    Tag.REGISTRATION_DECLINED: Notice(of_admission.signer, of_admission.registration_declined),
    Tag.TOP_UP_PAID: Notice(of_wallets.who_topped_up, of_wallets.top_up_paid),
    Tag.MONEY_TAKEN_BACK: Notice(of_wallets.managers_and_finance, of_wallets.money_taken_back),
    Tag.MONEY_GIVEN_BACK: Notice(of_wallets.managers_and_finance, of_wallets.money_given_back),
    Tag.CHARGE_REVERSED: Notice(of_members.managers, of_wallets.charge_reversed),
    Tag.BALANCE_LOW: Notice(of_members.managers, of_wallets.balance_low),
    Tag.HITS_FOUND: Notice(of_lists.officers, of_lists.hits_found),
    Tag.CONTACT_ACCEPTED_IN_SPITE: Notice(of_lists.other_officers, of_lists.accepted_in_spite),
    Tag.NOTIFICATION_SENT: Notice(of_lists.other_officers, of_notifications.sent),
    Tag.NOTIFICATION_RAISED: Notice(of_lists.other_officers, of_notifications.raised),
    Tag.NOTIFICATION_HANDED: Notice(of_lists.other_officers, of_notifications.handed),
    Tag.NOTIFICATION_REPLIED: Notice(of_lists.other_officers, of_notifications.replied),
    Tag.NOTIFICATION_ASKED_BACK: Notice(of_notifications.who_sent, of_notifications.asked_back),
    Tag.NOTIFICATION_CLOSED: Notice(of_notifications.who_sent, of_notifications.closed),
    Tag.NOTIFICATION_DECIDED: Notice(of_notifications.who_sent, of_notifications.decided),
    Tag.FILES_HANDED_OVER: Notice(of_files.receiver, of_files.handed_over),
    Tag.OFFICER_ASKED: Notice(of_members.managers, of_officers.asked),
    Tag.OFFICER_NAMED: Notice(of_members.the_member, of_officers.named),
    Tag.OFFICER_DECLINED: Notice(of_members.the_member, of_officers.declined),
    Tag.OFFICER_ENDED: Notice(of_members.the_member, of_officers.ended),
    Tag.DEPUTY_NAMED: Notice(of_members.the_member, of_officers.deputy_named),
    Tag.DEPUTY_ENDED: Notice(of_members.the_member, of_officers.deputy_ended),
    Tag.REVIEWS_TOLD: Notice(of_reviews.owners, of_reviews.reviews_due),
    Tag.MANDATE_CASE_KEPT: Notice(syndics.applicant, of_mandates.kept),
    Tag.MANDATE_CASE_ANNOUNCED: Notice(syndics.applicant_and_counter, of_mandates.announced),
    Tag.MANDATE_CASE_NUMBERED: Notice(syndics.applicant, of_mandates.numbered),
    Tag.MANDATE_CASE_SUBMITTED: Notice(syndics.applicant_alone, of_mandates.submitted),
    Tag.MANDATE_CASE_TAKEN: Notice(syndics.applicant, of_mandates.taken),
    Tag.MANDATE_CASE_ASKED: Notice(syndics.applicant, of_mandates.asked),
    Tag.MANDATE_CASE_ANSWERED: Notice(syndics.taker, of_mandates.answered),
    Tag.MANDATE_CASE_WRITTEN: Notice(syndics.other_side, of_mandates.written),
    Tag.MANDATE_CASE_FILED: Notice(syndics.applicant, of_mandates.filed),
    Tag.MANDATE_CASE_REFUSED: Notice(syndics.applicant, of_mandates.refused),
    Tag.MANDATE_CASE_WITHDRAWN: Notice(syndics.applicant_and_taker, of_mandates.withdrawn),
    Tag.MANDATE_CASE_DUE: Notice(syndics.applicant, of_mandates.due),
    Tag.FEE_MISSING: Notice(syndics.counter, of_mandates.fee_missing),
    Tag.MANDATE_GAVE_WAY: Notice(syndics.who_brought_in, of_mandates.gave_way),
    Tag.MANAGEMENT_ENDED: Notice(syndics.who_managed, of_mandates.management_ended),
    Tag.BATCH_DONE: Notice(syndics.who_began_many, of_mandates.many_done),
}


# Told by a job of their own, some at a time: thousands at once would stand before everybody else's letters.
LATER: dict[Tag, Notice] = {Tag.INVOICE_ISSUED: Notice(of_invoices.invoice_address, of_invoices.invoice_issued)}
# What a letter can be about: these events, and what is written with its code in the same breath.
KINDS = (*NOTICES, *LATER, Tag.INVITATION_SENT, Tag.CODE_SENT, Tag.ACCOUNT_ASKED_AGAIN, Tag.RESET_ASKED)


def notify(session: Session, organisation_id: int, event_id: int, site: str, now: datetime) -> int:
    """Writes the letters of that event into the outbox; returns how many are new. In office scope.

    `site` is where links lead, without a slash at its end: it comes from the settings, never from a request.
    """
    event = _event(session, organisation_id, event_id)
    notice, count = (NOTICES | LATER)[Tag(event.tag)], 0
    for reader in notice.readers(session, event):
        words = words_in(reader.language)
        content = notice.content(session, event, words, site, reader)
        letter, encloses = written(words, reader, content), content.encloses
        count += put(session, event, event.tag, reader, letter, now, document_id=encloses) is not None
    return count


def address_now(session: Session, letter: Letter) -> str:
    """Where a letter would go if it were sent today; '' when no address of its reader can be used."""
    event = _event(session, letter.organisation_id, letter.event_id)
    notice = (NOTICES | LATER).get(Tag(event.tag))
    readers = notice.readers(session, event) if notice is not None else ()
    whose = (letter.person_id, letter.account_id)
    return next((one.address for one in readers if (one.person_id, one.account_id) == whose), "")


def _event(session: Session, organisation_id: int, event_id: int) -> Event:
    found = session.scalars(
        select(Event).where(Event.organisation_id == organisation_id, Event.id == event_id)
    ).one_or_none()
    if found is None:
        raise Missing("event", event_id)
    return found
