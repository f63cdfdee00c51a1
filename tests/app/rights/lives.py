"""Random lives of members, tools and accreditations, beside a model that knows only sets.

People join, are invited, confirmed, refused, made manager, end and come back elsewhere; tools are registered
and given up; accreditations come and are struck off; rights are granted and revoked; eIDs are linked and unlinked.
After every act the access decision equals the model's, for every person, context, tool and role; and of each day
that went by it still tells what it told at its end.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.demo.enterprises import number_of
from app.demo.office_tools import linked_eid
from app.errors import Forbidden, Missing, Refusal
from app.organisations import branches, inviting, joining, members
from app.organisations.branches import BranchDetails
from app.organisations.joining import NewOrganisation, WorkDetails
from app.organisations.members import Decision
from app.policy import Identity, Role
from app.rights.access_facts import Asked, decided
from app.rights.branch_tools import closed_tools, set_branch_tools
from app.rights.services import NewRight, grant_right, revoke_right
from app.rights.tool_access import end_registration, register_tool, registered_tools, set_access
from app.transaction import Scope, enter
from models import keyring
from models.accounts import Accreditation, CardLink
from models.organisations import Branch, Invitation, Member, Organisation
from models.rights import Admission, Requirement, Right, Tool, ToolRole
from tests.app.rights.world import World
from tests.stories.cast import VOORBEELDEGEM, Cast

BEGIN = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
PEOPLE = ("An", "Bram", "Els", "Joris")
OFFICES = ("first", "second")
REGISTERS = ("biv", "sf323")


class Lives(RuleBasedStateMachine):
    """The house and the model, side by side; each life in a savepoint that is rolled back."""

    def __init__(self, session: Session, cast: Cast) -> None:
        super().__init__()
        self.session, self.cast, self.now = session, cast, BEGIN
        self.around = session.begin_nested()
        self.world, self.days = World(), dict[date, World]()
        enter(session, Scope.office())
        self.roles = self._tools()
        self.linked = set(PEOPLE)
        session.add_all([linked_eid(cast.accounts[name], BEGIN) for name in PEOPLE])
        self.offices = {
            name: self._office(name, who, base)
            for name, who, base in (("first", "An", 9_980_001), ("second", "Els", 9_980_002))
        }
        session.flush()
        self.quays: dict[str, int] = {}
        self.rights: dict[str, int] = {}
        self._everything_open()

    def _everything_open(self) -> None:
        """A life begins with all that can be had, but for one tool a branch: from there every act takes something
        away, or gives it back."""
        for office in OFFICES:
            self.admit(office)
            self.accredit(office, "sf323")
            for tool in ("agenda", "files"):
                self.register(office, tool)
        for name in PEOPLE:
            self.accredit(name, "biv")
            for office in OFFICES:
                self.invite(name, office)
                for role in ("agenda", "files"):
                    self.give(name, office, role, "user")
        for name in ("Bram", "An"):
            self.grant(name, 0)
        for office in OFFICES:
            for name in ("Bram", "Els"):
                self.place(name, office, True)
        self.pass_days(1)
        self.shut("first", "agenda", True)
        self.shut("second", "files", True)

    def _tools(self) -> dict[str, tuple[int, int]]:
        """Role → (tool, role): two that managers open, and one opened by a right."""
        made = {}
        for code in ("agenda", "files"):
            tool = Tool(
                code=code,
                name_nl=code,
                name_fr=code,
                name_en=code,
                opened_by="manager",
                listed_only=code == "files",
            )
            self.session.add(tool)
            self.session.flush()
            role = ToolRole(tool_id=tool.id, code="user", name_nl="x", name_fr="x", name_en="x")
            self.session.add(role)
            self.session.flush()
            made[code] = (tool.id, role.id)
        tool_id, role_id = made["files"]
        self.session.add_all(
            [
                Requirement(tool_id=tool_id, role_id=role_id, purpose="use", holder="person", registers=["biv"]),
                Requirement(tool_id=tool_id, purpose="use", holder="organisation", registers=["sf323"]),
            ]
        )
        planning = self.session.execute(
            select(Tool.id, ToolRole.id).join(ToolRole, ToolRole.tool_id == Tool.id).where(Tool.code == "planning")
        ).one()
        return {**made, "planning": (planning[0], planning[1])}

    def _office(self, name: str, who: str, base: int) -> int:
        new = NewOrganisation(number_of(base), name, "Kade 1", "9000", "Gent", "info@x.be", "", "nl")
        made = joining.create_organisation(self.session, self._who(who), new, WorkDetails(), self.now)
        self.world.members.add((who, name))
        self.world.managers.add((who, name))
        return made.id

    @property
    def today(self) -> date:
        return clock.day_of(self.now)

    def _who(self, name: str, office: str | None = None) -> Identity:
        roles = {Role.PERSON} | ({Role.MANAGER} if office and (name, office) in self.world.managers else set())
        return Identity(
            self.cast.accounts[name],
            self.cast.persons[name],
            frozenset(roles),
            self.offices[office] if office else None,
            "high",
        )

    def _member(self, name: str, office: str) -> Member:
        found = joining.own_open(self.session, self.cast.accounts[name], self.offices[office])
        assert found is not None
        return found

    def _manager(self, office: str) -> Identity:
        return self._who(sorted(name for name, where in self.world.managers if where == office)[0], office)

    people, offices_drawn = st.sampled_from(PEOPLE), st.sampled_from(OFFICES)

    @rule(name=people, office=offices_drawn)
    def ask(self, name: str, office: str) -> None:
        there = (name, office) in self.world.members | self.world.waiting
        try:
            with self.session.begin_nested():
                joining.ask_to_join(self.session, self._who(name), self.offices[office], WorkDetails(), self.now)
        except Refusal:
            assert there
        else:
            assert not there
            self.world.waiting.add((name, office))

    @rule(name=people, office=offices_drawn, accepts=st.booleans(), manages=st.booleans())
    def decide(self, name: str, office: str, accepts: bool, manages: bool) -> None:
        if (name, office) not in self.world.waiting:
            return
        one = self._member(name, office)
        members.decide_on_member(
            self.session, self._manager(office), one.id, one.version, Decision(accepts, manages), self.now
        )
        self.world.waiting.discard((name, office))
        if accepts:
            self.world.members.add((name, office))
            if manages:
                self.world.managers.add((name, office))

    @rule(name=people, office=offices_drawn)
    def invite(self, name: str, office: str) -> None:
        if (name, office) in self.world.members:
            return
        details = WorkDetails(email=f"{name.lower()}@x.be")
        made = inviting.invite(self.session, self._manager(office), details, False, self.now)
        self.session.flush()
        token = f"token of {made.id}"
        self.session.get_one(Invitation, made.id).token_hash = inviting.hash_of(token)
        self.session.flush()
        inviting.accept_invitation(self.session, self._who(name), token, self.now)
        self.world.waiting.discard((name, office))
        self.world.members.add((name, office))

    @rule(name=people, office=offices_drawn, by_himself=st.booleans())
    def leave(self, name: str, office: str, by_himself: bool) -> None:
        if (name, office) not in self.world.members:
            return
        last = {who for who, where in self.world.managers if where == office} == {name}
        one = self._member(name, office)
        actor = self._who(name, office) if by_himself else self._manager(office)
        try:
            with self.session.begin_nested():
                members.end_member(self.session, actor, one.id, one.version, "", self.now)
        except Refusal:
            assert last
            return
        assert not last
        self.world.members.discard((name, office))
        self.world.managers.discard((name, office))
        self.world.quays.discard((name, office))
        for key in [key for key in self.world.access if key[:2] == (name, office)]:
            del self.world.access[key]

    @rule(name=people, office=offices_drawn, there=st.booleans())
    def place(self, name: str, office: str, there: bool) -> None:
        if (name, office) not in self.world.members:
            return
        if there and office not in self.quays:
            details = BranchDetails("Quay", None)
            made = branches.open_branch(self.session, self._manager(office), details, self.now)
            self.quays[office] = made.id
        one = self._member(name, office)
        new = WorkDetails(one.function, one.email, one.phone, self.quays[office] if there else None)
        members.change_member(self.session, self._who(name, office), one.id, one.version, new, self.now)
        (self.world.quays.add if there else self.world.quays.discard)((name, office))

    @rule(office=offices_drawn, tool=st.sampled_from(("agenda", "files")), shuts=st.booleans())
    def shut(self, office: str, tool: str, shuts: bool) -> None:
        if office not in self.quays or (office, tool) not in self.world.registered:
            return
        was = set(closed_tools(self.session, self.quays[office]))
        wanted = was | {self.roles[tool][0]} if shuts else was - {self.roles[tool][0]}
        registered = set(registered_tools(self.session, self.offices[office]))
        set_branch_tools(
            self.session, self._manager(office), self.quays[office], wanted & registered, was, self.now
        )
        (self.world.shut.add if shuts else self.world.shut.discard)((office, tool))

    @rule(office=offices_drawn)
    def close_quay(self, office: str) -> None:
        if office not in self.quays:
            return
        version = self.session.get_one(Branch, self.quays[office]).version
        branches.close_branch(self.session, self._manager(office), self.quays.pop(office), version, self.now)
        self.world.quays = {key for key in self.world.quays if key[1] != office}
        self.world.shut = {key for key in self.world.shut if key[0] != office}

    @rule(name=people, office=offices_drawn, manages=st.booleans())
    def name_manager(self, name: str, office: str, manages: bool) -> None:
        if (name, office) not in self.world.members:
            return
        managers = {who for who, where in self.world.managers if where == office}
        one = self._member(name, office)
        try:
            with self.session.begin_nested():
                members.set_manager(self.session, self._manager(office), one.id, one.version, manages, self.now)
        except Refusal:
            assert not manages
            assert managers == {name}
            return
        (self.world.managers.add if manages else self.world.managers.discard)((name, office))

    @rule(office=offices_drawn, tool=st.sampled_from(("agenda", "files")))
    def register(self, office: str, tool: str) -> None:
        allowed = (office, tool) not in self.world.registered and (tool == "agenda" or office in self.world.listed)
        try:
            with self.session.begin_nested():
                register_tool(self.session, self._manager(office), self.roles[tool][0], self.now)
        except Refusal:
            assert not allowed
        else:
            assert allowed
            self.world.registered.add((office, tool))

    @rule(office=offices_drawn, tool=st.sampled_from(("agenda", "files")))
    def give_up(self, office: str, tool: str) -> None:
        standing = registered_tools(self.session, self.offices[office]).get(self.roles[tool][0])
        assert (standing is not None) is ((office, tool) in self.world.registered)
        if standing is not None:
            end_registration(self.session, self._manager(office), standing.tool_id, standing.version, self.now)
            self.world.registered.discard((office, tool))

    @rule(
        name=people,
        office=offices_drawn,
        role=st.sampled_from(("agenda", "files")),
        state=st.sampled_from(("user", "blocked", "")),
    )
    def give(self, name: str, office: str, role: str, state: str) -> None:
        if (name, office) not in self.world.members:
            return
        key, tool = (name, office, role), self.roles[role]
        lacks = role == "files" and (name, "biv") not in self.world.accredited
        same = self.world.access.get(key, "") == state
        allowed = same or state != "user" or (name in self.linked and not lacks)
        try:
            with self.session.begin_nested():
                set_access(
                    self.session,
                    self._manager(office),
                    {(self._member(name, office).id, tool[1]): state},
                    self.now,
                )
        except Refusal:
            assert not allowed
            return
        assert allowed
        self.world.access[key] = state

    @rule(holder=st.sampled_from((*PEOPLE, *OFFICES)), register=st.sampled_from(REGISTERS))
    def accredit(self, holder: str, register: str) -> None:
        if (holder, register) in self.world.accredited:
            return
        number = f"{holder}-{register}-{self.now.timestamp()}-{len(self.days)}"
        one = Accreditation(register=register, number=number[:40], first_day=self.today)
        if holder in OFFICES:
            one.enterprise_number = self.session.get_one(Organisation, self.offices[holder]).enterprise_number
        else:
            one.holder_hash = keyring.installed().lookup_hash(self.cast.numbers[holder].digits)
        self.session.add(one)
        self.session.flush()
        self.world.accredited.add((holder, register))

    @rule(holder=st.sampled_from((*PEOPLE, *OFFICES)), register=st.sampled_from(REGISTERS))
    def strike_off(self, holder: str, register: str) -> None:
        if (holder, register) not in self.world.accredited:
            return
        for one in self.session.scalars(select(Accreditation).where(Accreditation.struck_off_on.is_(None))):
            if one.number.startswith(f"{holder}-{register}"):
                one.struck_off_on = self.today
                one.number = f"over-{one.id}"
        self.session.flush()
        self.world.accredited.discard((holder, register))

    @rule(office=offices_drawn)
    def admit(self, office: str) -> None:
        if office in self.world.listed:
            return
        number = self.session.get_one(Organisation, self.offices[office]).enterprise_number
        tool_id = self.roles["files"][0]
        self.session.add(
            Admission(tool_id=tool_id, enterprise_number=number, ground="federation", first_day=self.today)
        )
        self.session.flush()
        self.world.listed.add(office)

    @rule(name=st.sampled_from(("Bram", "An")), days=st.integers(0, 40))
    def grant(self, name: str, days: int) -> None:
        if name in self.world.rights:
            return
        enter(self.session, Scope.organisation(self.cast.organisations[VOORBEELDEGEM], self.cast.persons["Filip"]))
        new = NewRight(
            self.cast.relations[name],
            self.cast.kinds["planner"],
            self.today,
            self.today + timedelta(days=200 + days),
        )
        self.rights[name] = grant_right(self.session, self.cast.administrator(), new, self.now).id
        enter(self.session, Scope.office())
        self.world.rights.add(name)

    @rule(name=st.sampled_from(("Bram", "An")))
    def revoke(self, name: str) -> None:
        if name not in self.world.rights:
            return
        enter(self.session, Scope.organisation(self.cast.organisations[VOORBEELDEGEM], self.cast.persons["Filip"]))
        right = self.session.get_one(Right, self.rights.pop(name))
        revoke_right(self.session, self.cast.administrator(), right.id, right.version, "", self.now)
        enter(self.session, Scope.office())
        self.world.rights.discard(name)

    @rule(name=people)
    def link_or_unlink(self, name: str) -> None:
        account_id = self.cast.accounts[name]
        if name in self.linked:
            self.session.execute(delete(CardLink).where(CardLink.account_id == account_id))
            self.linked.discard(name)
        else:
            self.session.add(linked_eid(account_id, self.now))
            self.linked.add(name)
        self.session.flush()

    @rule(days=st.integers(1, 3))
    def pass_days(self, days: int) -> None:
        for _ in range(days):
            self.days[self.today] = deepcopy(self.world)
            self.now += timedelta(days=1)

    @rule(name=people, office=offices_drawn)
    def act_without_managing(self, name: str, office: str) -> None:
        """Whoever doesn't manage an office decides nothing there, whatever else he is."""
        if (name, office) in self.world.managers:
            return
        with pytest.raises((Forbidden, Missing)), self.session.begin_nested():
            register_tool(self.session, self._who(name, office), self.roles["agenda"][0], self.now)

    @invariant()
    def the_decision_is_the_models(self) -> None:
        self.session.flush()
        self._check(self.today, self.world)
        for day in list(self.days)[-3:]:
            self._check(day, self.days[day])

    def _check(self, day: date, world: World) -> None:
        accounts = {self.cast.accounts[name]: name for name in PEOPLE}
        places = {
            **{number: name for name, number in self.offices.items()},
            self.cast.organisations[VOORBEELDEGEM]: VOORBEELDEGEM,
        }
        roles = {role_id: code for code, (_, role_id) in self.roles.items()}
        told = {}
        for organisation_id, where in places.items():
            asked = Asked(organisation_id=organisation_id, only=True)
            for one in decided(self.session, list(accounts), asked, day, "high"):
                if one.role_id in roles:
                    told[accounts[one.account_id], where, roles[one.role_id]] = one.decision.allowed
        assert told == {
            (name, where, role): world.allows(name, where, role, linked=name in self.linked)
            for name in PEOPLE
            for where in places.values()
            for role in self.roles
        }

    def teardown(self) -> None:
        self.around.rollback()
