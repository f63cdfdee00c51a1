"""The first file of a pack, for whoever opens it without us: what is where, and how to see that it is whole. In
all three languages, whoever made it; the names of folders are those of its maker's language."""

from __future__ import annotations

from app.aml.packs.asked import Asked
from app.aml.packs.manifest import MANIFEST, SUMS
from app.words import Words

_NL = """NEDERLANDS

Dit bestand bevat dossiers van {office}, gemaakt op {at} door {by}.

{contacts}
  Per cliënt een map: {identification}.pdf (wie het is en wat er beslist is), elke versie,
  elke beslissing met alles waarop ze steunt (JSON) en leesbaar (PDF), de bewijsstukken zoals ze
  ingediend zijn, overeenkomsten met lijsten en hoe erover beslist is, risicoprofielen en meldingen.
{deals}
  Per verrichting een map: partijen, betaling, beslissing en meldingen.
{registers}
  Procedures en beleid, antiwitwas-verantwoordelijken, opleidingen, contanten, UBO-afwijkingen.
{apart}
Is het ongewijzigd? {manifest} noemt elk bestand met grootte en SHA-256. Pak alles uit en geef in
die map het commando:
  sha256sum -c {sums}
Het kantoor kan het bestand ook zelf laten nazien in de toepassing, of u de vingerafdruk geven die daar
bewaard is.
"""
_FR = """FRANÇAIS

Ce fichier contient des dossiers de {office}, préparé le {at} par {by}.

{contacts}
  Un dossier par client : {identification}.pdf (qui c’est et ce qui a été décidé), chaque version, chaque
  décision avec tout ce sur quoi elle repose (JSON) et lisible (PDF), les pièces telles qu’elles ont été
  déposées, les correspondances avec les listes et la décision à leur sujet, les profils de risque et les
  notifications.
{deals}
  Un dossier par opération : parties, paiement, décision et notifications.
{registers}
  Procédures et politiques, responsables anti-blanchiment, formations, espèces, divergences UBO.
{apart}
Est-il intact ? {manifest} cite chaque fichier avec sa taille et son SHA-256. Décompressez tout et
donnez dans ce dossier la commande :
  sha256sum -c {sums}
L’agence peut aussi le faire vérifier dans l’application, ou vous donner l’empreinte qui y est conservée.
"""
_EN = """ENGLISH

This file holds files of {office}, made on {at} by {by}.

{contacts}
  A folder for each client: {identification}.pdf (who it is and what was decided), every version, every
  decision with all it rests on (JSON) and to be read (PDF), the evidence as it was handed in, matches with
  lists and how they were decided, risk profiles and notifications.
{deals}
  A folder for each client transaction: parties, payment, decision and notifications.
{registers}
  Procedures and policies, AML officers, trainings, cash, UBO discrepancies.
{apart}
Is it unchanged? {manifest} names each file with its size and SHA-256. Unpack everything and give this command in
that folder:
  sha256sum -c {sums}
The office can have it checked in the application as well, or tell you the fingerprint that is kept there.
"""
_APART = {
    _NL: "Het bevat wat alleen verantwoordelijken mogen lezen. De wet verbiedt de cliënt of een derde te zeggen\n"
    "dat er gemeld is.\n",
    _FR: "Il contient ce que seuls les responsables peuvent lire. La loi interdit de dire au client ou à un\n"
    "tiers qu’une déclaration a été faite.\n",
    _EN: "It holds what only officers may read. The law forbids to tell the client or a third person that\n"
    "anything was reported.\n",
}


def readme(_: Words, asked: Asked, office: str, at: str, by: str) -> str:
    """In three languages, that of its maker first."""
    texts = {"nl": _NL, "fr": _FR, "en": _EN}
    order = sorted(texts, key=lambda language: language != _.language)
    told = {
        "office": office,
        "at": at,
        "by": by,
        "contacts": _("Contacts"),
        "deals": _("Client transactions"),
        "registers": _("Registers"),
        "identification": _("Identification"),
        "manifest": MANIFEST,
        "sums": SUMS,
    }
    return "\n\n".join(
        texts[language].format(**told, apart=_APART[texts[language]] if asked.with_reports else "")
        for language in order
    )
