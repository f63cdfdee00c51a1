"""What is in a pack: everything of whoever is asked for, to the byte, and nothing that wasn't asked for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from app.aml.packs.asked import Asked, WhoseFiles, ask, preview
from app.aml.packs.contents import LONGEST_PATH, alike
from app.errors import Forbidden
from app.transaction import Scope, enter
from models.aml import (
    Contact,
    ContactDecision,
    DealParty,
    Evidence,
    FiuFile,
    Hit,
    MatterDecision,
    Notification,
    NotificationAct,
    Pack,
    RiskProfile,
)
from models.events import Event
from models.values.following import PackKind
from tests.app.aml.complete_files import NUMBER
from tests.app.aml.packs.world import EVERYTHING, MARK, World, proofs, reported
from tests.app.wallet.offices import NOW


def _json(whole: zipfile.ZipFile, ending: str) -> Any:
    (name,) = [one for one in whole.namelist() if one.endswith(ending)]
    return json.loads(whole.read(name))


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """What the database is asked meanwhile, but for telling it the scope."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    engine = world.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def _all(whole: zipfile.ZipFile) -> bytes:
    """Every byte that somebody could read in it, names too; papers as they are unpacked."""
    return b"\n".join(
        [*(one.encode() for one in whole.namelist()), *(whole.read(one) for one in whole.namelist())]
    )


@pytest.mark.trust("AML")
def test_a_pack_of_one_client_verifies_and_holds_all_of_him(kept: World, tmp_path: Path) -> None:
    done, whole = kept.made(kept.of_wim())
    manifest, office = json.loads(whole.read("manifest.json")), kept.one.id
    assert (manifest["lacking"], manifest["contacts"], manifest["transactions"]) == ([], 1, 1)
    for one in manifest["files"]:
        content = whole.read(one["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
    assert {one["path"] for one in manifest["files"]} | {"manifest.json", "SHA256SUMS"} == set(whole.namelist())
    whole.extractall(tmp_path / "out")
    told = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=tmp_path / "out", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stdout) == (0, "")
    assert done.result == {"files": len(whole.namelist()), "lacking": 0}
    assert kept.told[-1] == len(whole.namelist())

    prints = {hashlib.sha256(whole.read(name)).hexdigest() for name in whole.namelist()}
    papers = proofs(kept)
    assert len(papers) == 7
    assert papers.keys() <= prints
    rows = {Contact: "root_id", ContactDecision: "root_id", RiskProfile: "root_id", Notification: "root_id"}
    with kept.acting() as session:
        counted: dict[str, int] = {
            table.__tablename__: session.scalar(
                select(func.count()).where(table.organisation_id == office, getattr(table, name) == kept.wim)
            )
            or 0
            for table, name in rows.items()
        }
        versions = select(Contact.id).where(Contact.root_id == kept.wim)
        hits = session.scalar(select(func.count()).where(Hit.contact_id.in_(versions)))
        proof = session.scalar(select(func.count()).where(Evidence.contact_id.in_(versions)))
        profiles = select(RiskProfile.id).where(RiskProfile.root_id == kept.wim)
        decided = session.scalar(select(func.count()).where(MatterDecision.profile_id.in_(profiles)))
        parties = session.scalar(select(func.count()).where(DealParty.deal_id == kept.deal))
        acts = session.scalar(select(func.count()).select_from(NotificationAct))
        print_of = session.scalars(select(ContactDecision.print).where(ContactDecision.root_id == kept.wim)).one()
    names = whole.namelist()
    his = [json.loads(whole.read(one)) for one in names if re.search(r"/notification \d+\.json$", one)]
    assert counted == {"aml_contact": 2, "aml_decision": 1, "aml_profile": 1, "aml_notification": 2}
    assert len([one for one in names if re.search(r"/version \d\.json$", one)]) == 2
    assert len(his) == 3
    assert sum(len(one["acts"]) for one in his) == acts
    assert len(_json(whole, "evidence.json")) == proof == 14
    assert {one["path"] for one in _json(whole, "evidence.json")} <= set(names)
    assert len(_json(whole, "Possible matches.json")) == hits
    assert len(_json(whole, "risk profile 1.json")["decisions"]) == decided == 1
    assert len(_json(whole, "transaction.json")["parties"]) == parties == 2
    decision = _json(whole, "decision-1.json")
    assert (decision["print"], decision["verdict"], decision["in_spite"]) == (print_of.hex(), "accepted", True)
    assert decision["decided_by_name"].startswith("bram.")
    cleared = [one for one in _json(whole, "Possible matches.json") if one["state"] == "cleared"]
    assert {(one["reason"], one["list"]) for one in cleared} == {("Another birthplace than the list tells.", "eu")}
    assert NUMBER.digits not in json.dumps([decision, his, _json(whole, "version 1.json")])
    assert _json(whole, "version 1.json")["national_number"] == "90.02.01-***.**"
    assert b"Zqforeign" not in _all(whole)

    assert done.content is not None
    with kept.acting() as session:
        whole_print = hashlib.sha256(done.content.read_bytes()).digest()
        pack = session.scalars(select(Pack).where(Pack.print == whole_print)).one()
        told_of = session.scalars(
            select(Event).where(Event.tag == "fiu.pack.made", Event.subject_id == pack.id)
        ).one()
    assert pack.manifest == hashlib.sha256(whole.read("manifest.json")).digest()
    assert (pack.files, pack.size) == (len(names), done.content.stat().st_size)
    assert told_of.facts["print"] == pack.print.hex()
    with kept.sessions() as session:
        enter(session, Scope.organisation(office))
        assert session.scalars(select(Pack)).all() == []


@pytest.mark.trust("AML")
def test_without_the_tick_nothing_in_it_differs_by_what_an_officer_holds_or_reports(world: World) -> None:
    """The same files with the same bytes, before and after; with the tick all of it is there, to the byte."""
    _, before = world.made(world.of_wim())
    reported(world, NOW + timedelta(hours=1))
    _, after = world.made(world.of_wim())
    drawn = {"README.txt", "manifest.json", "SHA256SUMS", "Contacts/Wim Verlinden (1)/Identification.pdf"}
    assert before.namelist() == after.namelist()
    for name in set(before.namelist()) - drawn:
        assert before.read(name) == after.read(name), name
    assert before.read("Contacts/Wim Verlinden (1)/Identification.pdf")
    found = _all(after)
    for word in (MARK, "atypical", "fiu", "FIU", "CFI", "CTIF", "blocked"):
        assert word.encode() not in found, word

    _, told = world.made(world.of_wim(reports=True))
    names = {one.rsplit("/", 1)[-1] for one in told.namelist() if one.startswith("Reports to the FIU/")}
    (xml,) = names - {"reports.json", "holds.json", "blocks.json", "acts.json", "atypical.json"}
    with world.acting() as session:
        content = session.scalars(select(FiuFile.content)).one()
    assert told.read(f"Reports to the FIU/{xml}") == content.encode()
    assert {len(_json(told, f"/{one}.json")) for one in ("holds", "reports", "atypical")} == {2, 1}
    assert {one["root_id"] for one in _json(told, "/blocks.json")} == {None, world.wim}
    assert [one["title"] for one in _json(told, "/atypical.json")] == [f"{MARK}atypical"]
    assert not [one for one in told.namelist() if one.endswith("2025.pdf")]
    _, annual = world.made(world.of_wim(annual=True))
    (paper,) = [one for one in annual.namelist() if one.endswith("2025.pdf")]
    assert annual.read(paper) == f"%PDF-1.7 {MARK}annual".encode()


def test_everything_has_every_contact_under_a_name_that_any_system_takes(kept: World, tmp_path: Path) -> None:
    with statements(kept) as asked:
        _, whole = kept.made(EVERYTHING)
    assert len(asked) < 80
    names = whole.namelist()
    with kept.acting() as session:
        contacts = session.scalar(select(func.count()).where(Contact.copy_of.is_(None)))
    folders = {one.split("/")[1] for one in names if one.startswith("Contacts/")}
    assert len(folders) == contacts == 8
    assert len({alike(one) for one in names}) == len(names)
    for one in names:
        assert len(one) <= LONGEST_PATH
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]', one), one
        for step in one.split("/"):
            assert step.strip(" .") == step
            assert step.upper().split(".")[0] not in ("CON", "", "..", "AUX")
    whole.extractall(tmp_path / "out")
    found = {str(one.relative_to(tmp_path / "out")) for one in (tmp_path / "out").rglob("*") if one.is_file()}
    assert found == set(names)
    assert not (tmp_path / "etc").exists()
    assert NUMBER.digits in json.dumps(
        _json(whole, "Wim Verlinden (1)/Versions/version 1.json"), ensure_ascii=False
    )
    assert [one for one in names if one.endswith("2025.pdf")]
    assert "Zqforeign" not in _all(whole).decode("utf-8", "replace")
    (trained,) = [one for one in names if one.endswith("Trainings.csv")]
    rows = list(csv.reader(io.StringIO(whole.read(trained).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:4] == ["02/03/2026", "'=HYPERLINK()", "", "120"]
    (cash,) = [one for one in names if one.endswith("Cash above the limit.csv")]
    assert "04/05/2026;5000.00;Wim Verlinden (1)" in whole.read(cash).decode("utf-8-sig")


def test_another_office_reads_nothing_of_it_and_asks_for_nothing_of_it(kept: World) -> None:
    stranger = World(kept.sessions, kept.owner, kept.folder, kept.other, kept.one)
    _, whole = stranger.made(EVERYTHING)
    assert Counter(one.split("/")[0] for one in whole.namelist())["Contacts"] > 0
    assert not re.search(b"Verlinden|2026/17|Papadop|Immo Peeters", _all(whole))
    with kept.acting() as session, pytest.raises(Forbidden):
        ask(session, kept.one.bram, EVERYTHING, NOW)


def test_what_is_asked_is_counted_before_it_is_made(kept: World) -> None:
    cases = {
        Asked(which=WhoseFiles.YEAR, year=2026): (8, 1),
        Asked(which=WhoseFiles.YEAR, year=2025): (0, 0),
        Asked(which=WhoseFiles.LEVEL, level="raised"): (1, 1),
        Asked(which=WhoseFiles.LEVEL, level="simplified"): (0, 0),
        Asked(which=WhoseFiles.ALL): (8, 1),
        Asked(deals=(kept.deal,)): (0, 1),
        Asked(contacts=(kept.wim,)): (1, 1),
        Asked(kind=PackKind.EVERYTHING, which=WhoseFiles.CHOSEN): (8, 1),
    }
    with kept.acting() as session:
        for asked, counted in cases.items():
            found = preview(session, kept.one.an, asked)
            assert (found.contacts, found.deals) == counted, asked
    with kept.acting(kept.other) as session:
        found = preview(session, kept.other.an, Asked(contacts=(kept.wim,), deals=(kept.deal,)))
        assert (found.contacts, found.deals, found.documents) == (0, 0, 0)
