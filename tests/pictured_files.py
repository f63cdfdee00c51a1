"""Files of contacts to take pictures of: an accepted organisation with its owners, one that raises vigilance."""

from __future__ import annotations

from app.aml.deciding import accept_contact
from app.clock import day_of
from app.demo.companies import FIRMS, company_files
from app.demo.dossier import bound
from app.policy import Identity
from app.transaction import Scope, enter
from models.aml import Contact
from models.values.identified import HolderKind, OrganisationDetails
from tests.app.aml.complete_files import add_complete, answered, complete_person
from tests.app.aml.lists_of_today import OFFICER
from tests.browser.live import Live
from tests.browser.pages import Shown
from tests.stories.cast import VOORBEELDEGEM
from tests.stories.stage import MOMENT


def pictured(live: Live) -> tuple[Shown, ...]:
    """Makes them in the office of the furnished member, and says where they stand."""
    with live.factory.begin() as session:
        enter(session, Scope.office())
        known = session.get_one(Contact, live.governments.ids[VOORBEELDEGEM]["contact"])
        who = Identity(known.made_by, None, OFFICER, known.organisation_id)
        enter(session, Scope.organisation(known.organisation_id))
        person = add_complete(session, who, MOMENT)
        made = {}
        for name in ("Morgenvlinder Participaties", "Frituur Het Gulden Puntzakske", "Roerdomp Projecten-Zuid"):
            told = next(one for one in company_files(day_of(MOMENT), FIRMS) if one.key == name)
            assert isinstance(told.details, OrganisationDetails)
            people = [one for one in told.details.ownership.holders if one.kind is HolderKind.PERSON]
            roots = {
                one.key: add_complete(session, who, MOMENT, complete_person(*reversed(one.name.split()))).root_id
                for one in people
            }
            made[name] = add_complete(session, who, MOMENT, bound(told, told.details, roots))
            for code, given in told.answers.items():
                answered(session, who, made[name], code, given, MOMENT)
        accepted, raised, owned = made.values()
        decision = accept_contact(
            session, who, accepted.id, accepted.version, "Beide eigenaars zijn bekend.", MOMENT
        )
        at = {
            "accepted organisation": f"/contacts/show/{accepted.id}",
            "decision about an organisation": f"/contact-decisions/show/{decision.id}",
            "replay of a decision": f"/contact-decisions/replay/{decision.id}",
            "file, document": f"/contact-file/document/{person.id}",
            "file, owners": f"/contact-file/owners/{owned.id}",
            "file, questions": f"/contact-file/questions/{raised.id}",
            "file, result": f"/contact-file/result/{raised.id}",
        }
    return tuple(Shown(name, "aml", lambda ids, path=path: path) for name, path in at.items())  # type: ignore[misc]
