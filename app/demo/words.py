"""Why rights were granted, renewed and revoked: as administrators type it, in Dutch and in French."""

from __future__ import annotations

_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("grant", "nl"): (
        "Indiensttreding",
        "Nieuwe functie sinds de reorganisatie",
        "Op vraag van het diensthoofd",
        "Vervanging tijdens zwangerschapsverlof",
        "Vervanging wegens langdurige ziekte",
        "Uitbreiding van het takenpakket",
        "Versterking van het team tijdens de piekperiode",
        "Project digitaal loket",
        "Beslissing van het managementteam",
        "Opdracht gegund na mededinging",
    ),
    ("renew", "nl"): (
        "Jaarlijkse verlenging",
        "Verlenging, functie ongewijzigd",
        "Verlengd na overleg met het diensthoofd",
        "Opdracht loopt door",
    ),
    ("revoke", "nl"): (
        "Verandering van dienst",
        "Per vergissing toegekend",
        "Langdurig afwezig",
        "Taak overgenomen door een collega",
        "Opdracht vroeger beëindigd",
        "Niet meer nodig volgens het diensthoofd",
    ),
    ("leave", "nl"): ("Uit dienst", "Pensioen", "Ontslag op eigen verzoek", "Loopbaanonderbreking"),
    ("grant", "fr"): (
        "Entrée en service",
        "Nouvelle fonction depuis la réorganisation",
        "À la demande du chef de service",
        "Remplacement pendant un congé de maternité",
        "Remplacement pour maladie de longue durée",
        "Extension des tâches",
        "Renfort de l'équipe",
        "Décision du collège communal",
    ),
    ("renew", "fr"): (
        "Prolongation annuelle",
        "Prolongation, fonction inchangée",
        "Prolongé après concertation avec le chef de service",
    ),
    ("revoke", "fr"): (
        "Changement de service",
        "Octroyé par erreur",
        "Absence de longue durée",
        "Tâche reprise par un collègue",
        "Fin anticipée de la mission",
    ),
    ("leave", "fr"): ("Fin de contrat", "Départ à la pension", "Démission", "Interruption de carrière"),
}


def words(kind: str, language: str) -> tuple[str, ...]:
    """Reasons of that kind (grant, renew, revoke, leave) in that language."""
    return _WORDS[kind, language]
