"""Names in each script and spelling find each other; names that only look alike don't."""

from __future__ import annotations

import pytest

from app.aml.screening import THRESHOLD, compare
from app.aml.screening.spelling import words_of
from models.values.screened import SubjectKind
from tests.app.aml.screening.subjects import firm, person, subject


@pytest.mark.parametrize(
    ("listed", "ours"),
    [
        ("Владимир Владимирович Путин", "Vladimir Poutine"),
        ("Михаил Горбачёв", "Michail Gorbatsjov"),
        ("Пётр Чайковский", "Pjotr Tchaikovski"),
        ("Борис Ельцин", "Boris Jeltsin"),
        ("Володимир Зеленський", "Vladimir Zelensky"),
        ("Γεώργιος Παπαδόπουλος", "Georgios Papadopoulos"),
        ("Ευάγγελος Βενιζέλος", "Evangelos Venizelos"),
        ("محمد حسين طنطاوي", "Mohamed Hussein Tantawi"),
        ("أيمن الظواهري", "Ayman al-Zawahiri"),
        ("عبد الرحمن ياسين", "Abdurrahman Yasin"),
        ("صلاح الدين بركات", "Salaheddine Barakat"),
        ("محمود احمدی نژاد", "Mahmoud Ahmadinejad"),
        ("בנימין נתניהו", "Benjamin Netanyahu"),
        ("יצחק כהן", "Yitzhak Cohen"),
        ("习近平", "Xi Jinping"),
        ("毛泽东", "Mao Tse-tung"),
        ("邓小平", "Teng Hsiao-p'ing"),
        ("김정은", "Kim Jong Un"),
        ("박근혜", "Park Geun-hye"),
        ("ジョージ・タナカ", "Tanaka Joji"),
        ("მიხეილ სააკაშვილი", "Mikheil Saakashvili"),
        ("Սերժ Սարգսյան", "Serzh Sargsyan"),
        ("नरेन्द्र मोदी", "Narendra Modi"),
        ("Recep Tayyip Erdoğan", "Erdogan, Recep Tayyip"),
        ("Nguyễn Văn Đức", "Nguyen Van Duc"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Łukasz Wałęsa", "Lukasz Walesa"),
    ],
)
def test_a_name_finds_itself_in_another_script_or_spelling(listed: str, ours: str) -> None:
    assert compare(person(ours), person(listed)).score >= THRESHOLD


@pytest.mark.parametrize(
    ("listed", "ours"),
    [
        ("Usama bin Muhammad bin Awad bin Ladin", "Osama bin Laden"),
        ("Jan Willem Verstappen", "Verstappen Jan"),
        ("Muammar Qadhafi", "Moammar Gaddafi"),
        ("Abdul Rahman Yasin", "Abdelrahmane Yacine"),
        ("Vandenbroucke Frank", "Frank Van den Broucke"),
        ("Anne-Marie Vercauteren", "Annemarie Vercauteren"),
        ("Katrien Vercauteren", "Katrien Vercautern"),
        ("Zbigniew Wiśniewski", "Zbignew Wisniewski"),
        ("John Harrington", "Jan Harrington"),
    ],
)
def test_a_name_finds_itself_with_parts_left_out_joined_turned_or_mistyped(listed: str, ours: str) -> None:
    assert compare(person(ours), person(listed)).score >= THRESHOLD


def test_an_initial_goes_with_a_birth_date_or_a_rare_name() -> None:
    initial, whole = person("J. Peeters", born="1961-03-12"), person("Jan Peeters", born="1961-03-12")
    assert compare(initial, whole).score >= THRESHOLD
    assert compare(person("J. Peeters"), person("Jan Peeters")).score < THRESHOLD


@pytest.mark.parametrize(
    ("listed", "ours"),
    [
        ("Jan Peeters", "Jan Claes"),
        ("Jan Peeters", "Willem Peeters"),
        ("Mohamed Ali", "Mohamed Hassan"),
        ("Maria Carmen Lopez Garcia", "Maria Carmen Ruiz Moreno"),
        ("Wang Wei", "Wang Min"),
        ("Kim Jong Un", "Kim Yong Nam"),
        ("Mohamed", "Mohamed Ben Salah"),
        ("امیر رضای", "Rudi De Meyer"),
        ("Ivan Petrov", "Petr Ivanchenko"),
        ("A", "Anna Karenina"),
        ("Anna", "Anna Karenina"),
    ],
)
def test_names_that_share_some_of_their_parts_are_no_hit(listed: str, ours: str) -> None:
    assert compare(person(ours), person(listed)).score < THRESHOLD


@pytest.mark.parametrize(
    ("listed", "ours"),
    [
        ("ООО Ромашка", "Romashka LLC"),
        ("Публичное акционерное общество «Газпром»", "Gazprom PJSC"),
        ("N.V. Bekaert S.A.", "Bekaert"),
        ("Volga-Dnepr Airlines", "Volga Dnepr Avialinii OOO"),
        ("Irisl Marine Shipping Company Ltd", "IRISL Marine Shipping Co. Limited"),
        ("Korangi Scheepvaart NV", "Korangi Shipping SA"),
        ("Sberbank", "Sber Bank"),
    ],
)
def test_a_firm_finds_itself_whatever_its_legal_form_and_language(listed: str, ours: str) -> None:
    assert compare(firm(ours), firm(listed)).score >= THRESHOLD


@pytest.mark.parametrize(
    ("listed", "ours"),
    [
        ("Alpha Trading Company Ltd", "Omega Trading Company Ltd"),
        ("International Bank Holding", "International Shipping Holding"),
        ("Baltic Fund 3", "Baltic Fund 4"),
        ("Volga Shipping", "Dvina Shipping"),
        ("GmbH", "SA"),
    ],
)
def test_firms_that_share_common_words_are_no_hit(listed: str, ours: str) -> None:
    assert compare(firm(ours), firm(listed)).score < THRESHOLD


def test_a_vessel_is_found_with_or_without_its_prefix_and_by_its_number_in_figures() -> None:
    listed = subject(SubjectKind.VESSEL, "Golden Dawn VII")
    assert compare(subject(SubjectKind.VESSEL, "MV Golden Dawn 7"), listed).score >= THRESHOLD
    assert compare(subject(SubjectKind.VESSEL, "Golden Dawn 8"), listed).score < THRESHOLD


def test_a_name_that_is_long_or_unreadable_is_read_as_far_as_it_says_something() -> None:
    assert words_of("x" * 10_000) == ("x" * 40,)
    assert len(words_of("ab " * 5_000)) == 12
    assert words_of("\u200fJan\u200b Peet\x00ers\u202e") == ("jan", "peeters")
    for nothing in ("", " ", "...", "12345", "\x00\u200f", "—–'’", "()", "٣٤", "🙂"):
        assert words_of(nothing) == ()
