"""Somebody asks whether something has to be registered, answers, and is led to the form; in his own language."""

from __future__ import annotations

from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker


def _asks(walker: Walker, link: str, question: str, answer: str, go_on: str) -> Walker:
    return walker.follow(link).choose(question, answer).press(go_on)


def test_a_renewal_is_filed_only_to_complete_the_register(browser: Browser) -> None:
    chloe = enter(browser, "chloe.dubois")
    if chloe.page.get("lang") != "nl":
        chloe.follow("NL")
    renewed = "Het mandaat van dezelfde syndicus wordt verlengd of loopt door"
    _asks(chloe, "Moet ik iets inschrijven?", "Wat is er gebeurd?", renewed, "Verder")
    changed = "Veranderden het adres, het nummer of andere gegevens van de syndicus?"
    # Passed over, the question is told and nothing that was answered is lost.
    chloe.press("Verder").reads("Kies een antwoord op de laatste vraag.")
    chloe.choose(changed, "Nee").press("Verder").choose("Is de syndicus een vennootschap?", "Ja").press("Verder")
    chloe.choose("Is de vennootschap zelf erkend bij het BIV?", "Nee").press("Verder")
    represented = "Staat in het register wie de vennootschap vertegenwoordigt?"
    chloe.choose(represented, "Nee").press("Verder")
    chloe.reads("Ja, u moet iets laten inschrijven", "bij een verlenging wordt een ontbrekende aangevuld")
    chloe.reads("Beginnen: Wijziging van vertegenwoordiger", "een aparte inschrijving")
    chloe.choose(represented, "Ja").press("Opnieuw tonen")
    chloe.reads("Nee, u hoeft niets te laten inschrijven", "een aparte inschrijving")
    chloe.reads_nothing_of("Beginnen:")
    chloe.choose(changed, "Ja").press("Opnieuw tonen").reads("Beginnen: Wijziging van gegevens van de syndicus")
    chloe.reads_nothing_of(represented)


def test_what_happened_leads_to_its_form(browser: Browser) -> None:
    chloe = enter(browser, "chloe.dubois").follow("FR")
    for answer, form in (
        ("Un syndic cesse, un autre commence", "end_start"),
        ("Un mandat prend fin, et personne n’est encore désigné", "end"),
        ("Le syndic a une autre adresse, un autre numéro ou un autre nom", "change"),
    ):
        _asks(chloe, "Dois-je inscrire quelque chose ?", "Que s’est-il passé ?", answer, "Continuer")
        chloe.reads("Oui, vous devez faire une inscription", "une inscription distincte")
        assert f'href="/mandate-case/new?form={form}"' in chloe.sent
    # Whoever acts for a government can't begin there, and is told so; the page led to the form all the same.
    chloe.follow("Commencer : Modification des données du syndic")
    assert chloe.status == 200


def test_an_association_without_number_is_announced_first(browser: Browser) -> None:
    chloe = enter(browser, "chloe.dubois").follow("FR")
    first = "L’association désigne un syndic, et n’en avait pas dans le registre"
    _asks(chloe, "Dois-je inscrire quelque chose ?", "Que s’est-il passé ?", first, "Continuer")
    chloe.choose("L’association a-t-elle déjà un numéro d’entreprise ?", "Non").press("Continuer")
    chloe.reads("pour 37,00 € hors TVA", "Commencer : Début d’un mandat")
    chloe.follow("Recommencer").reads_nothing_of("37,00 €")
