"""The words a reader looks for on the way through the act, in his language; as they stand on the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language's words; `{…}` is filled in by the story."""

    code: str
    username: str
    password: str
    sign_in: str
    good_day: str
    grant_a_right: str
    number: str
    find: str
    category: str
    external: str
    new_relation: str
    which_right: str
    kind: str
    tool: str
    last_day: str
    at_most: str
    reason: str
    go_on: str
    check: str
    over: str
    grant: str
    granted: str
    record: str
    active: str
    revoked: str
    all_rights: str
    history: str
    was_granted: str
    was_revoked: str
    why: str
    why_not: str
    met: str
    not_met: str
    relation_stands: str
    nobody_revoked: str
    revoke: str
    loses: str
    lost: str
    your_rights: str
    audit_trail: str
    looked_up: str


ENGLISH = Words(
    code="en",
    username="Username",
    password="Password",
    sign_in="Sign in",
    good_day="Good day, Filip Janssens",
    grant_a_right="Grant a right",
    number="National number",
    find="Find",
    category="Category",
    external="External",
    new_relation="Make the relation and go on",
    which_right="Which right for Joris Van Damme?",
    kind="Handle files",
    tool="Planning desk",
    last_day="Last day",
    at_most="At most 12 months: until 14/03/2028 when it begins on the day above.",
    reason="Reason",
    go_on="Go on",
    check="Is this right?",
    over="From 01/10/2027 on the right is over by itself. You can revoke it at any moment.",
    grant="Grant",
    granted="Granted. The right counts at once.",
    record="Handle files for Joris Van Damme",
    active="Active",
    revoked="Revoked",
    all_rights="All rights",
    history="History",
    was_granted="Right granted",
    was_revoked="Right revoked",
    why="Why Joris Van Damme has this right today, 15/03/2027",
    why_not="Why Joris Van Damme doesn't have this right today, 15/03/2027",
    met="Met",
    not_met="Not met",
    relation_stands="The relation with Gemeente Voorbeeldegem is in force.",
    nobody_revoked="Nobody revoked it.",
    revoke="Revoke",
    loses="Joris Van Damme loses the right “Handle files” in Planning desk at once.",
    lost="Revoked. Joris Van Damme lost this right at once.",
    your_rights="Your rights",
    audit_trail="Audit trail",
    looked_up="Person looked up by number",
)
DUTCH = Words(
    code="nl",
    username="Gebruikersnaam",
    password="Wachtwoord",
    sign_in="Aanmelden",
    good_day="Dag Filip Janssens",
    grant_a_right="Recht toekennen",
    number="Rijksregisternummer",
    find="Zoeken",
    category="Categorie",
    external="Externe medewerker",
    new_relation="Relatie aanmaken en verdergaan",
    which_right="Welk recht voor Joris Van Damme?",
    kind="Dossiers behandelen",
    tool="Omgevingsloket",
    last_day="Laatste dag",
    at_most="Ten hoogste 12 maanden: tot en met 14/03/2028 als het op de dag hierboven begint.",
    reason="Motivering",
    go_on="Verder",
    check="Klopt dit?",
    over="Vanaf 01/10/2027 is het recht vanzelf verlopen. U kunt het op elk moment herroepen.",
    grant="Toekennen",
    granted="Toegekend. Het recht geldt meteen.",
    record="Dossiers behandelen voor Joris Van Damme",
    active="Actief",
    revoked="Herroepen",
    all_rights="Alle rechten",
    history="Tijdslijn",
    was_granted="Recht toegekend",
    was_revoked="Recht herroepen",
    why="Waarom Joris Van Damme dit recht vandaag heeft, 15/03/2027",
    why_not="Waarom Joris Van Damme dit recht vandaag niet heeft, 15/03/2027",
    met="Voldaan",
    not_met="Niet voldaan",
    relation_stands="De relatie met Gemeente Voorbeeldegem is van kracht.",
    nobody_revoked="Niemand heeft het herroepen.",
    revoke="Herroepen",
    loses="Joris Van Damme verliest het recht “Dossiers behandelen” in Omgevingsloket meteen.",
    lost="Herroepen. Joris Van Damme is dit recht meteen kwijt.",
    your_rights="Uw rechten",
    audit_trail="Auditlogboek",
    looked_up="Persoon opgezocht op nummer",
)
FRENCH = Words(
    code="fr",
    username="Nom d’utilisateur",
    password="Mot de passe",
    sign_in="Se connecter",
    good_day="Bonjour Filip Janssens",
    grant_a_right="Octroyer un droit",
    number="Numéro de registre national",
    find="Rechercher",
    category="Catégorie",
    external="Collaborateur externe",
    new_relation="Créer la relation et continuer",
    which_right="Quel droit pour Joris Van Damme ?",
    kind="Traiter les dossiers",
    tool="Guichet de l'urbanisme",
    last_day="Dernier jour",
    at_most="Au maximum 12 mois : jusqu’au 14/03/2028 s’il commence le jour ci-dessus.",
    reason="Motivation",
    go_on="Continuer",
    check="Est-ce correct ?",
    over="À partir du 01/10/2027, le droit expire de lui-même. Vous pouvez le révoquer à tout moment.",
    grant="Octroyer",
    granted="Octroyé. Le droit vaut immédiatement.",
    record="Traiter les dossiers pour Joris Van Damme",
    active="Actif",
    revoked="Révoqué",
    all_rights="Tous les droits",
    history="Ligne du temps",
    was_granted="Droit octroyé",
    was_revoked="Droit révoqué",
    why="Pourquoi Joris Van Damme a ce droit aujourd’hui, 15/03/2027",
    why_not="Pourquoi Joris Van Damme n’a pas ce droit aujourd’hui, 15/03/2027",
    met="Remplie",
    not_met="Non remplie",
    relation_stands="La relation avec Gemeente Voorbeeldegem est en vigueur.",
    nobody_revoked="Personne ne l’a révoqué.",
    revoke="Révoquer",
    loses="Joris Van Damme perd immédiatement le droit « Traiter les dossiers » dans Guichet de l'urbanisme.",
    lost="Révoqué. Joris Van Damme a perdu ce droit immédiatement.",
    your_rights="Vos droits",
    audit_trail="Journal d’audit",
    looked_up="Personne recherchée par numéro",
)
LANGUAGES = (DUTCH, FRENCH, ENGLISH)
