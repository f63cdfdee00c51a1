"""Refusals of signing in, persons and their numbers, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "accounts.sign_in.not_recognised": _l(
        "We don't recognise this username and password together. Check both, or ask the helpdesk and name"
        " reference %(reference)s."
    ),
    "accounts.sign_in.too_many_tries": _l(
        "Too many failed attempts in the last hour. Wait an hour, or ask the helpdesk and name reference"
        " %(reference)s."
    ),
    "accounts.sign_in.wrong_code": _l(
        "This code isn't right, or was used already. Wait for the next one in the app, or take a recovery code."
        " The helpdesk helps you with reference %(reference)s."
    ),
    "accounts.sign_in.wrong_token": _l(
        "This isn't the code at that place of your grid. After five wrong ones the grid is blocked. The"
        " helpdesk helps you"
        " with reference %(reference)s."
    ),
    "accounts.token.no_number": _l(
        "This account knows no national number yet. Its holder links his eID first; a token goes to a known"
        " person only."
    ),
    "accounts.token.issued_meanwhile": _l("A token was issued a moment ago. Look at the account again."),
    "accounts.sign_in.wrong_password": _l(
        "This isn't your current password. Check capitals, or ask for a new one."
    ),
    "accounts.reset.too_many": _l(
        "A new password was asked for too often from here in the last hour. Wait an hour, or ask the helpdesk."
    ),
    "accounts.link.used_or_expired": _l(
        "This link was used already, or its time is over. Ask for a new password on the sign-in page."
    ),
    "accounts.card.account_closed": _l(
        "This account is closed. Ask the helpdesk, and name reference %(reference)s."
    ),
    "accounts.card.linked_elsewhere": _l("This eID is linked to another account already."),
    "accounts.card.of_somebody_else": _l(
        "This eID is somebody else's: your account belongs to another national number. Take your own card."
        " Is it your"
        " own? Then ask the helpdesk."
    ),
    "accounts.elsewhere.of_somebody_else": _l(
        "You showed somebody else's key: your account belongs to another national number. Show your own, or"
        " ask the"
        " helpdesk."
    ),
    "accounts.itsme.card_first": _l(
        "itsme opens an account once an eID was linked to it; it doesn't replace the eID. Sign in with your"
        " eID, or with"
        " your password and then link it. The helpdesk helps you with reference %(reference)s."
    ),
    "accounts.itsme.card_first_here": _l(
        "No eID is linked to your account yet, and itsme doesn't replace it. Link your eID first, under My"
        " digital keys."
    ),
    "accounts.card.not_linked": _l("No eID is linked to this account, so there is nothing to unlink."),
    "accounts.card.no_reason": _l("Say why: the case, or what the person asked."),
    "accounts.card.reason_too_long": _l("This reason is longer than %(most)s characters. Shorten it."),
    "accounts.authority.unreadable": _l(
        "This file holds no certificate. Choose one that ends in .pem, .crt, .cer or .der, of at most 1 MB."
    ),
    "accounts.authority.not_believed": _l(
        "No root that we know vouches for these certificates, so none was added. Were they taken from the"
        " pages of the"
        " government, eidpki.belgium.be? Then add the root along with them."
    ),
    "accounts.person.from_card": _l(
        "These details come from the person's own eID and can't be corrected by hand. Are they wrong? His"
        " municipality"
        " mends them, and a newer card brings them here."
    ),
    "accounts.name.missing": _l("Fill in the name as it stands on your identity card."),
    "accounts.name.too_long": _l("This name is longer than %(most)s characters. Shorten it."),
    "accounts.email.unusable": _l(
        "Mail can't be sent to this address. Check it: one @, no blanks, a dot in what follows."
    ),
    "accounts.view.no_reason": _l("Say why: the case, or what the person asked."),
    "accounts.view.not_active": _l("Nobody can sign in on this account, so there is nothing to look along with."),
    "accounts.view.of_staff": _l("This is a colleague's account: it shows everybody's rows. Ask him to show you."),
    "accounts.email.the_same": _l("This is the address your account has now. Fill in another one."),
    "accounts.phone.unreadable": _l(
        "This isn't a telephone number. Write it as 0470 12 34 56 or +32 470 12 34 56."
    ),
    "accounts.email.has_an_account": _l(
        "An account with this address exists already. Sign in with that one, or ask for a new password."
    ),
    "accounts.username.too_short": _l("This username is too short. Choose one of at least 6 characters."),
    "accounts.username.characters": _l(
        "A username has letters without accents, digits, and single dots or dashes between them; at most 64."
    ),
    "accounts.username.taken": _l("Somebody has this username already. Choose another one."),
    "accounts.terms.not_accepted": _l("Without accepting the terms you can't have an account."),
    "accounts.sign_up.too_many": _l(
        "Many accounts were asked for from here in the last hour. Wait an hour, or ask the helpdesk."
    ),
    "accounts.code.wrong": _l("This code isn't right. Check it, and look whether it is the last one you got."),
    "accounts.code.over": _l(
        "This code no longer counts: it is older than a day, or too many wrong ones were typed. Have another sent."
    ),
    "accounts.code.set_up_already": _l("A security code is set up already. Stop it first to set up another app."),
    "accounts.password.too_long": _l("This password is longer than %(most)s characters. Shorten it."),
    "accounts.password.has_the_name": _l(
        "Your name, username or address stands in this password, and that is guessed first. Choose another one."
    ),
    "accounts.password.weak": _l(
        "This password is guessed easily. Make it longer: four words that don't belong together are strong."
    ),
    "accounts.password.too_short": _l("This password is too short. Choose one of at least %(least)s characters."),
    "accounts.person.unknown_number": _l(
        "Nobody is known here with national number %(number)s. Check the number, or fill in the person below."
    ),
    "accounts.person.nobody": _l("Nobody is known here with national number %(number)s. Check the number."),
    "accounts.person.not_in_register": _l(
        "The register of persons doesn't know this number. Correct the person by hand, or check the number."
    ),
    "accounts.person.register_silent": _l(
        "The register of persons can't be asked now. Try again later, or correct the person by hand."
    ),
    "accounts.person.elsewhere": _l(
        "This person has no relation with your organisation that still runs, so his data are kept elsewhere."
    ),
    "accounts.person.nameless": _l("Fill in both name and first names, as on the identity card."),
    "accounts.person.born_in_the_future": _l("The birth date %(day)s lies in the future. Check the date."),
    "national_number.length": _l("A national number has 11 digits; you typed %(found)s. Check the number."),
    "national_number.characters": _l(
        "A national number has digits only; dots, spaces and dashes are fine. Check the number."
    ),
    "national_number.check_digits": _l(
        "The last two digits of the national number don't fit the others, so there is a typing error in it. Check"
        " the number on the identity card."
    ),
    "national_number.date": _l(
        "The first six digits of a national number are a birth date; these aren't. Check them."
    ),
    "enterprise_number.length": _l("An enterprise number has 10 digits; you typed %(found)s. Check the number."),
    "enterprise_number.characters": _l(
        "An enterprise number has digits only; BE, dots and spaces are fine. Check the number."
    ),
    "enterprise_number.first_digit": _l("An enterprise number begins with 0 or 1. Check the number."),
    "enterprise_number.check_digits": _l(
        "The last two digits of the enterprise number don't fit the others, so there is a typing error in it."
    ),
    "establishment_number.length": _l(
        "An establishment unit number has 10 digits; you typed %(found)s. Check the number."
    ),
    "establishment_number.characters": _l(
        "An establishment unit number has digits only; dots and spaces are fine. Check the number."
    ),
    "establishment_number.first_digit": _l(
        "An establishment unit number begins with 2 to 8; one that begins with 0 or 1 is that of an enterprise."
    ),
    "establishment_number.check_digits": _l(
        "The last two digits of the establishment unit number don't fit the others, so there is a typing error in"
        " it."
    ),
    "accounts.accreditation.of_whom": _l(
        "Fill in a national number or an enterprise number: one of the two, not both."
    ),
}
