"""What went wrong with a card, in a sentence, and what to do about it, in the order in which it helps most.

One text for each fault, wherever it is shown: on the page that failed, in the self-test, on the page of all of
them, and to the helpdesk. Asked where somebody is: each step is one thing to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from eid.errors import Fault
from views.labels import label_of


@dataclass(frozen=True)
class Remedy:
    """`what` happened, the `steps` to take, and whether the municipality is the only one who can help."""

    what: Any
    steps: tuple[Any, ...]


_IN_AGAIN = _l(
    "Take the card out, wipe the gold chip with a dry cloth, and put it in again, chip first and facing up."
)
_OTHER_PORT = _l("Plug the reader straight into the computer, not into a hub or a screen, and try another port.")
_DRIVER = _l(
    "Install the driver of the reader: its type stands on its underside. Restart the computer afterwards."
)
_CLOSE = _l("Close the eID viewer and every other program that uses the card, other browsers too, and try again.")
_VIEWER = _l(
    "Open the eID viewer. If your details and your photo don't appear within seconds, the trouble is with"
    " the card,"
    " the reader or its software, not with this site."
)
_SOFTWARE = _l(
    "Install the newest eID software from eid.belgium.be, and restart the computer. A new card needs new"
    " software; may"
    " you install nothing? Then ask your IT department."
)
_MUNICIPALITY = _l("Go to your municipality with the card: nobody else can repair or replace it.")
_LATER = _l("Wait a few minutes and try again.")
_RESTART = _l("Restart the computer with the card in the reader.")
_OTHER_KEY = _l("Meanwhile, sign in with another key.")
_HELPDESK = _l("Does it stay? Tell the helpdesk, and name the reference.")
_ANOTHER_BROWSER = _l("Try Chrome or Edge; or Firefox with its eID add-on installed and switched on.")
_LETTER = _l("The PIN stands in the letter that came with the card, together with the PUK.")

REMEDIES: dict[Fault, Remedy] = {
    Fault.SUPPORT_MISSING: Remedy(
        _l("This installation lacks the software that talks to card readers."),
        (
            _l("For the operator: install the package with its “eid” extra, and libpcsclite on Linux."),
            _OTHER_KEY,
        ),
    ),
    Fault.MIDDLEWARE_MISSING: Remedy(
        _l("The eID software isn't installed on this computer, or the browser can't reach it."),
        (_SOFTWARE, _RESTART),
    ),
    Fault.EXTENSION_MISSING: Remedy(
        _l("This browser has no Web eID extension, or it is switched off."),
        (
            _l("Install Web eID from web-eid.eu: the application, and the extension for your browser."),
            _l("Allow the extension in private windows too, if you use one."),
            _l("Close all browser windows and open this page again."),
        ),
    ),
    Fault.SERVICE_DOWN: Remedy(
        _l("The smart-card service of this computer isn't running."),
        (
            _l(
                "Windows: start the service “Smart Card”. Linux: install and start pcscd. macOS: restart"
                " the computer."
            ),
            _RESTART,
        ),
    ),
    Fault.ACCESS_DENIED: Remedy(
        _l("This computer doesn't let us use the card reader."),
        (
            _l("Sit at the computer itself: a reader can't be used over a remote desktop."),
            _l("Linux: ask who keeps the computer for a polkit rule for pcscd."),
        ),
    ),
    Fault.NO_READER: Remedy(_l("No card reader was found."), (_OTHER_PORT, _DRIVER, _RESTART)),
    Fault.NO_CARD: Remedy(
        _l("There is no card in the reader."),
        (_l("Put your eID in the reader, chip first and facing up, until it clicks."), _IN_AGAIN, _OTHER_PORT),
    ),
    Fault.CARD_MUTE: Remedy(
        _l("The card doesn't answer: it is upside down, dirty or damaged."),
        (_IN_AGAIN, _OTHER_PORT, _VIEWER, _MUNICIPALITY),
    ),
    Fault.CARD_REMOVED: Remedy(
        _l("The card was taken out while it was being read."),
        (_l("Put it in again and leave it there until the page says that it is done."), _OTHER_PORT),
    ),
    Fault.NOT_BELGIAN: Remedy(
        _l("This is no Belgian eID."),
        (_l("Take an identity card or a residence card with a chip: no bank card, driving licence or passport."),),
    ),
    Fault.NOT_ACTIVATED: Remedy(_l("This card isn't activated yet."), (_MUNICIPALITY,)),
    Fault.BUSY: Remedy(_l("Another program is using the card."), (_CLOSE, _RESTART)),
    Fault.UNREADABLE: Remedy(
        _l("The card answered, but not as an eID should."), (_IN_AGAIN, _CLOSE, _VIEWER, _SOFTWARE, _HELPDESK)
    ),
    Fault.PIN_FORMAT: Remedy(
        _l("A PIN has 4 to 12 digits and nothing else. Nothing was sent to the card."),
        (_l("Type only the digits of the PIN of your card."), _LETTER),
    ),
    Fault.PIN_WRONG: Remedy(
        _l("This isn't the PIN of this card."),
        (
            _l("It is the PIN of your identity card, not that of a bank card or of itsme."),
            _LETTER,
            _l("Don't guess: after three wrong ones the card is blocked."),
        ),
    ),
    Fault.PIN_BLOCKED: Remedy(
        _l("The card is blocked: three wrong PINs were typed."),
        (
            _l("Go to your municipality with the card and the PUK; there you choose a new PIN."),
            _l("Lost the letter with the PUK? Ask for a new one at your municipality, or at ibz.rrn.fgov.be."),
            _OTHER_KEY,
        ),
    ),
    Fault.NO_CERTIFICATE: Remedy(
        _l("This card holds no certificate for signing in."),
        (
            _l("Cards of children, and some of foreigners, can be read but can't sign in."),
            _l("Did you choose at the municipality not to have certificates? They can be put on it again."),
            _MUNICIPALITY,
        ),
    ),
    Fault.USER_CANCELLED: Remedy(
        _l("It was stopped before the PIN was given."),
        (_l("Begin again, and fill in the PIN in the window that opens."),),
    ),
    Fault.TIMED_OUT: Remedy(
        _l("It took too long."),
        (
            _l("Put the card in the reader first, then begin again."),
            _l("A window for the PIN may lie behind this one."),
        ),
    ),
    Fault.CARD_EXPIRED: Remedy(_l("The card is no longer valid."), (_MUNICIPALITY, _OTHER_KEY)),
    Fault.CERT_EXPIRED: Remedy(
        _l("The certificate on this card is out of date."),
        (
            _l("Is the date of your computer right? A wrong clock makes every certificate look out of date."),
            _MUNICIPALITY,
            _OTHER_KEY,
        ),
    ),
    Fault.CERT_REVOKED: Remedy(
        _l("The certificate of this card was withdrawn: the card was reported lost or stolen, or replaced."),
        (
            _l("Do you have a newer card? Take that one."),
            _l("Reported lost by mistake? DOC STOP (00800 2123 2123) tells you how the card stands."),
            _MUNICIPALITY,
        ),
    ),
    Fault.CERT_UNTRUSTED: Remedy(
        _l("We don't know who issued the certificate on this card."),
        (
            _l("Is it a test card, or one of another country? Those don't open anything here."),
            _l("Was the card issued lately? Then the helpdesk has to add who issued it: name the reference."),
        ),
    ),
    Fault.WRONG_CERT: Remedy(
        _l("This certificate isn't meant for signing in."),
        (
            _l("Asked which certificate to use? Choose the one called Authentication, not Signature."),
            _l("Close all browser windows first, otherwise the browser sends the same certificate again."),
        ),
    ),
    Fault.REVOCATION_UNKNOWN: Remedy(
        _l(
            "The government's service that tells whether a card still counts doesn't answer, so we can't"
            " let you in."
        ),
        (_LATER, _OTHER_KEY, _HELPDESK),
    ),
    Fault.NO_CLIENT_CERT: Remedy(
        _l("The browser sent no certificate (“client certificate is not present”)."),
        (
            _l(
                "Close all browser windows, put the card in the reader, wait a minute, and open the browser again."
            ),
            _l("Try a private window."),
            _ANOTHER_BROWSER,
            _RESTART,
            _VIEWER,
            _l(
                "In the eID viewer, under Certificates, choose “always validate” and then “validate now”,"
                " for Authentication"
                " and for Signature; nothing visible happens."
            ),
            _l(
                "Try the test page of the government, test.eid.belgium.be. Failed? Then begin again at the"
                " first step."
            ),
            _l(
                "Does another site with eID work? Then the trouble is on our side: tell us. If not, it is"
                " the card or the"
                " reader."
            ),
            _l(
                "Pause antivirus and firewall for a moment: some look into every connection, and lose the"
                " certificate."
            ),
            _HELPDESK,
        ),
    ),
    Fault.PROXY_UNTRUSTED: Remedy(
        _l("This way in isn't set up as it should be, so what was sent isn't believed."),
        (_OTHER_KEY, _l("For the operator: the host for certificates must call with our secret; see its guide.")),
    ),
    Fault.CHALLENGE_FAILED: Remedy(
        _l("What the card signed isn't what was asked just now."),
        (
            _l("Begin again on this page; one opened earlier, or in another tab, no longer counts."),
            _CLOSE,
            _HELPDESK,
        ),
    ),
    Fault.DATA_TAMPERED: Remedy(
        _l("What stands on this card isn't what the National Register put there. The card is refused."),
        (_IN_AGAIN, _MUNICIPALITY, _HELPDESK),
    ),
}

# What isn't a fault of a card, and is looked for on the page of all of them.
TOPICS: dict[str, Remedy] = {
    "pin_forgotten": Remedy(
        _l("I forgot my PIN."),
        (
            _LETTER,
            _l("With the PUK of that letter your municipality sets a new PIN, while you wait."),
            _l("Lost the letter too? Ask your municipality for a new one."),
            _OTHER_KEY,
        ),
    ),
    "linked_elsewhere": Remedy(
        _l("This eID is linked to another account already."),
        (
            _l("Sign in with this card: no username is needed, and you are in the account it is linked to."),
            _l("Isn't that account yours, or do you want another one? Ask the helpdesk."),
        ),
    ),
    "outdated_system": Remedy(
        _l("My computer or browser is old."),
        (
            _l("Windows, macOS and browsers that their makers no longer mend can't sign in safely: renew them."),
            _l("May you install nothing? Then ask your IT department."),
        ),
    ),
    "keychain": Remedy(
        _l("My Mac asks for a password of the keychain."), (_l("It means the PIN of your eID: fill that in."),)
    ),
    "firefox": Remedy(
        _l("Firefox shows a code that begins with SSL_ERROR or SEC_ERROR."),
        (
            _l(
                "SSL_ERROR_HANDSHAKE_FAILURE_ALERT: the eID add-on is missing or switched off. Install it"
                " and restart."
            ),
            _l(
                "SSL_ERROR_DECRYPT_ERROR_ALERT or SSL_ERROR_REVOKED_CERT_ALERT: the certificates of the"
                " card were withdrawn."
            ),
            _l(
                "SEC_ERROR_UNKNOWN_ISSUER: antivirus looks into the connection. Pause it, or ask your IT"
                " department."
            ),
        ),
    ),
}

# By part of the way from the reader to this site; every fault stands in one of them.
GROUPS: tuple[tuple[str, Any, tuple[Fault, ...]], ...] = (
    (
        "reader",
        _l("Reader and card"),
        (
            *(Fault.NO_READER, Fault.NO_CARD, Fault.CARD_MUTE, Fault.CARD_REMOVED, Fault.BUSY, Fault.SERVICE_DOWN),
            *(
                Fault.ACCESS_DENIED,
                Fault.NOT_BELGIAN,
                Fault.NOT_ACTIVATED,
                Fault.UNREADABLE,
                Fault.SUPPORT_MISSING,
            ),
        ),
    ),
    ("pin", _l("PIN"), (Fault.PIN_WRONG, Fault.PIN_BLOCKED, Fault.PIN_FORMAT)),
    (
        "certificate",
        _l("Certificate"),
        (
            *(Fault.CARD_EXPIRED, Fault.CERT_EXPIRED, Fault.CERT_REVOKED, Fault.CERT_UNTRUSTED, Fault.WRONG_CERT),
            *(Fault.NO_CERTIFICATE, Fault.REVOCATION_UNKNOWN, Fault.DATA_TAMPERED),
        ),
    ),
    (
        "browser",
        _l("Browser and computer"),
        (
            *(Fault.NO_CLIENT_CERT, Fault.EXTENSION_MISSING, Fault.MIDDLEWARE_MISSING, Fault.USER_CANCELLED),
            *(Fault.TIMED_OUT, Fault.CHALLENGE_FAILED, Fault.PROXY_UNTRUSTED),
        ),
    ),
)


def cause_of(code: str) -> str:
    """A fault by its word, as the helpdesk reads it, a provider's too; '' for none."""
    return str(REMEDIES[Fault(code)].what) if code in set(Fault) else label_of(code)


def steps_of(code: str) -> str:
    """What to do about it, a line for each step."""
    return "\n".join(str(step) for step in REMEDIES[Fault(code)].steps) if code in set(Fault) else ""
