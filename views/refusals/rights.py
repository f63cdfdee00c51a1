"""Refusals of rights and their catalogue, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "rights.catalogue.code_taken": _l("This code is in use already. Choose another one."),
    "rights.kind.maximum_out_of_range": _l("The maximum lies between 1 and 120 months."),
    "rights.kind.withdrawn": _l(
        "The application owner no longer offers this right. Choose another one, or ask the application owner."
    ),
    "rights.kind.not_for_this_government": _l(
        "This kind of right can't be granted by your kind of government. Choose another right."
    ),
    "rights.kind.not_for_this_relation": _l(
        "This right isn't meant for a relation of category “%(category)s” and type “%(type)s”. Choose another"
        " right, or another relation."
    ),
    "rights.quick.who": _l("Nobody here is meant by that, or several are. Choose one, or type more of the name."),
    "rights.campaign.open_already": _l("Rights are being confirmed already. Finish that first."),
    "rights.campaign.closed": _l("This is closed: nothing can be confirmed in it any more."),
    "rights.campaign.nothing_to_confirm": _l("There is no right to confirm yet."),
    "rights.campaign.deadline_out_of_range": _l("Choose a last day from %(first_day)s to %(last_day)s."),
    "rights.merger.with_itself": _l("A government can't merge into itself. Choose another one."),
    "rights.merger.not_a_government": _l("%(name)s is no local government. Choose another one."),
    "rights.merger.merged_already": _l("This government merges into another one already. See its merger."),
    "rights.merger.into_merged": _l(
        "%(name)s itself merges into another government on %(day)s. Choose that one instead."
    ),
    "rights.merger.in_the_past": _l("A merger begins today (%(today)s) or later: what was told stays true."),
    "rights.merger.too_far": _l("That is too far ahead. Choose a day until %(last_day)s."),
    "rights.registration.merged": _l(
        "%(name)s is part of another government since %(day)s, or will be by then. Decline, and say so."
    ),
    "rights.package.empty": _l("Tick at least one right for this package."),
    "rights.package.name_taken": _l("Your organisation has a package of this name already. Choose another name."),
    "rights.request.open_already": _l(
        "You asked for this right already, and nobody answered yet. It is on your page “My rights”."
    ),
    "rights.request.sent_twice": _l("You asked for this a moment ago; it is on your page “My rights”."),
    "rights.request.no_person": _l("We don't know which person you are yet. Link your eID first."),
    "rights.request.decided": _l("This was decided or dropped meanwhile. Look at it again."),
    "rights.request.answer_missing": _l("Say why not; the person reads it."),
    "rights.right.context_missing": _l("Choose for which part of the tool this right counts."),
    "rights.right.own_administration": _l(
        "You can't grant yourself the role of local administrator. Ask another local administrator."
    ),
    "rights.right.end_before_begin": _l(
        "The last day comes before the first day. Choose a last day on or after the first."
    ),
    "rights.right.begins_in_the_past": _l(
        "The first day (%(first_day)s) lies in the past. A right begins today (%(today)s) or later."
    ),
    "rights.right.longer_than_maximum": _l(
        "The last day lies past the longest this right may last: until %(last_allowed)s. Choose an earlier last"
        " day, or a later first day."
    ),
    "rights.right.outside_relation": _l(
        "The relation runs from %(first_day)s to %(last_day)s; a right stays within it. Choose days in that"
        " period, or extend the relation first."
    ),
    "rights.right.before_relation": _l(
        "The relation begins on %(first_day)s only; a right stays within it. Choose that day or a later one."
    ),
    "rights.right.relation_not_standing": _l(
        "This relation isn't in force, so no right can be granted on it. Start the relation again first."
    ),
    "rights.right.overlaps": _l(
        "This person already has this right from %(first_day)s to %(last_day)s. Begin on %(from_day)s or later, or"
        " revoke the other right first."
    ),
    "rights.right.overlaps_meanwhile": _l(
        "Somebody granted this right for the same days a moment ago. Look at the list of rights before you go on."
    ),
    "rights.right.maximum_lowered": _l(
        "The application owner lowered the maximum a moment ago. Open the form again to see the new maximum."
    ),
    "rights.right.outside_relation_meanwhile": _l(
        "The relation was changed a moment ago and no longer covers these days. Open the form again."
    ),
    "rights.right.revoked_is_final": _l("A revoked right never comes back. Grant it again instead."),
    "rights.right.last_administrator": _l(
        "This is the last local administrator of the organisation, so this right can't be revoked. Grant the role"
        " to somebody else first."
    ),
    "rights.right.revoked_already": _l("This right was revoked already, on %(day)s."),
    "rights.right.already_expired": _l(
        "This right ended by itself on %(last_day)s; there is nothing to revoke any more."
    ),
    "rights.right.sent_twice": _l("This form was sent before; the right is granted once. Look at the list."),
    "rights.registration.no_person": _l(
        "We don't know yet who you are: your account has no person behind it. Sign in with your eID first."
    ),
    "rights.registration.key_too_low": _l(
        "You sign for a government, which asks for a key of level high. Sign in with your eID or itsme."
    ),
    "rights.registration.registrar_of_province": _l(
        "A province is registered by its registrar, any other government by its secretary. Choose the one that"
        " fits, or “acting secretary” for who replaces either of them."
    ),
    "rights.registration.underway": _l(
        "You already have a registration of this government under way. Go on with that one."
    ),
    "rights.registration.sent_twice": _l(
        "This form was sent before; the registration stands once. Go on with it."
    ),
    "rights.registration.handed_in_already": _l(
        "This registration was handed in already, so it can't be changed. Withdraw it and start again if need be."
    ),
    "rights.registration.terms_missing": _l(
        "The signed terms of use are missing. Print them, sign them, and add them here as PDF or picture."
    ),
    "rights.registration.minutes_missing": _l(
        "You sign as acting secretary: add the minutes of the council that appoint you."
    ),
    "rights.registration.decided": _l("This registration is decided or withdrawn already; nothing is left to do."),
    "rights.registration.not_handed_in": _l(
        "This registration isn't waiting for a decision any more. Look at how it stands now."
    ),
    "rights.registration.other_kind": _l(
        "This enterprise number belongs to %(name)s, which isn't a local government here. Decline, and say so."
    ),
    "rights.registration.own": _l("You can't decide on your own registration. Ask a colleague."),
    "rights.registration.no_answer": _l("Say why it isn't approved; the signer reads it."),
    "rights.registration.answer_too_long": _l("This is longer than %(most)s characters. Make it shorter."),
    "rights.owner.unknown": _l(
        "Nobody is known here with national number %(number)s. Check the number; the person needs to have"
        " signed in once, or to work for a government that is here."
    ),
    "rights.right.over": _l(
        "This right was revoked or ended on %(last_day)s, so its days stay as they are. Grant it again instead."
    ),
    "rights.right.own_extension": _l(
        "You can't change or extend your own role of administrator. Ask another administrator."
    ),
    "rights.right.nothing_changed": _l(
        "These are the days it has already, until %(last_day)s. Choose other days, or leave it as it is."
    ),
    "rights.right.ends_in_the_past": _l(
        "The last day lies before today (%(today)s). To end the right at once, revoke it."
    ),
    "rights.right.move_the_begin": _l(
        "From this first day the right may last until %(last_allowed)s at most. To reach that last day, let it"
        " begin anew, on %(from_day)s or later; it goes on without a break if that is today."
    ),
    "rights.right.last_administrator_shortened": _l(
        "This is the last local administrator of the organisation, so this right can't be shortened or put off."
        " Grant the role to somebody else first."
    ),
    "rights.right.lasts_long_enough": _l(
        "It lasts until %(last_day)s already, as long as it may from today. There is nothing to extend yet."
    ),
    "rights.client.unknown": _l(
        "We don't know the tool that sent you here, so we send nothing back to it. Begin again from the tool"
        " itself, or from My tools. If it goes on, tell the helpdesk of the tool."
    ),
    "rights.client.not_active": _l(
        "Signing in to this tool through us is switched off for now. Ask the helpdesk of the tool when it"
        " opens again."
    ),
    "rights.client.redirect_unknown": _l(
        "This tool wants your answer sent to an address that isn't registered for it. That may be a trap, so we"
        " send nothing there. Begin again from My tools, and tell the helpdesk of the tool."
    ),
    "rights.client.no_redirect": _l("Fill in at least one address that people come back to."),
    "rights.client.unsafe": _l(
        "“%(address)s” won't do. An address begins with https://, and has neither a # nor a user name in it."
    ),
    "rights.client.keeps_no_secret": _l("This tool keeps no secret, so there is none to renew."),
    "rights.tool.registered_already": _l("Your organisation registered this tool already."),
    "rights.tool.not_open": _l("That way in isn't open to you any more. Choose another one, or look why not."),
    "rights.tool.by_right": _l(
        "This tool is opened by rights, not by a manager. Ask a local administrator, or the helpdesk of the tool."
    ),
    "rights.tool.unlisted": _l(
        "Your organisation isn't on the list of this tool. Ask its helpdesk what to do to be admitted."
    ),
    "rights.tool.lacks_to_register": _l(
        "To register this tool an accreditation by one of these is needed: %(registers)s. Does the register name"
        " you or your organisation? Then wait for its next delivery."
    ),
    "rights.access.no_card": _l(
        "%(name)s can't be a user yet: no eID is linked to the account. Ask the person to link it, under My"
        " digital keys."
    ),
    "rights.access.lacks": _l(
        "%(name)s can't be a user in this role: an accreditation by one of these is missing: %(registers)s."
    ),
    "rights.access.changed_meanwhile": _l("Somebody changed this meanwhile. Look at it again."),
    "rights.catalogue.period_taken": _l(
        "Another row already covers part of this period. End that one first, or choose another first day."
    ),
}
