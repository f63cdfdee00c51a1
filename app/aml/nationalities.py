"""A nationality as the national register writes it on a card, in the language of the card: Belg, Belge, Belgier.

Countries by name, in four languages, come from Unicode's repository of locale facts; here stand the words for
people of a country that are met most on cards. Pure.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from app.aml.lists.reading.countries import country_of

_PEOPLE = """
BE Belg, Belgische, Belge, Belgier, Belgierin|NL Nederlander, Nederlandse, Néerlandais, Niederländer
FR Fransman, Française, Franse, Français, Franzose, Französin|DE Duitser, Duitse, Allemand, Deutscher, Deutsche
LU Luxemburger, Luxemburgse, Luxembourgeois, Luxembourgeoise|IT Italiaan, Italiaanse, Italien, Italienne, Italiener
ES Spanjaard, Spaanse, Espagnol, Espagnole, Spanier|PT Portugees, Portugese, Portugais, Portugaise, Portugiese
PL Pool, Poolse, Polonais, Polonaise, Pole, Polin|RO Roemeen, Roemeense, Roumain, Roumaine, Rumäne, Rumänin
BG Bulgaar, Bulgaarse, Bulgare, Bulgarin|GR Griek, Griekse, Grec, Grecque, Grieche, Griechin
IE Ier, Ierse, Irlandais, Irlandaise, Ire|AT Oostenrijker, Oostenrijkse, Autrichien, Autrichienne, Österreicher
HU Hongaar, Hongaarse, Hongrois, Hongroise, Ungar|CZ Tsjech, Tsjechische, Tchèque, Tscheche
SK Slowaak, Slowaakse, Slovaque, Slowake|HR Kroaat, Kroatische, Croate, Kroate|SI Sloveen, Sloveense, Slovène
DK Deen, Deense, Danois, Danoise, Däne|SE Zweed, Zweedse, Suédois, Suédoise, Schwede
FI Fin, Finse, Finlandais, Finne
NO Noor, Noorse, Norvégien, Norvégienne, Norweger|CH Zwitser, Zwitserse, Suisse, Schweizer
GB Brit, Britse, Britannique, Brite, Engelsman|US Amerikaan, Amerikaanse, Américain, Américaine, Amerikaner
MA Marokkaan, Marokkaanse, Marocain, Marocaine, Marokkaner|TR Turk, Turkse, Turc, Turque, Türke, Türkin
DZ Algerijn, Algerijnse, Algérien, Algérienne, Algerier|TN Tunesiër, Tunesische, Tunisien, Tunisienne, Tunesier
CD Congolees (Democratische Republiek), Congolais (République démocratique), Congolees (DRC), Congolais (RDC)
RU Rus, Russische, Russe, Russin|UA Oekraïner, Oekraïense, Ukrainien, Ukrainienne, Ukrainer
SY Syriër, Syrische, Syrien, Syrienne, Syrer|AF Afghaan, Afghaanse, Afghan, Afghane
IQ Irakees, Irakese, Irakien, Irakienne, Iraker
IR Iraniër, Iraanse, Iranien, Iranienne, Iraner|IN Indiër, Indiase, Indien, Indienne, Inder
CN Chinees, Chinese, Chinois, Chinoise, Chinesin
BR Braziliaan, Braziliaanse, Brésilien, Brésilienne, Brasilianer|CM Kameroener, Kameroense, Camerounais
GN Guineeër, Guineese, Guinéen|RW Rwandees, Rwandese, Rwandais, Rwandaise, Ruander
AL Albanees, Albanese, Albanais|RS Serviër, Servische, Serbe|XK Kosovaar, Kosovaarse, Kosovar
"""


def nationality_of(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of the country; None for what isn't known, or means none (stateless)."""
    told = " ".join(text.split()).casefold()
    return _people().get(told) or country_of(text) or _german().get(told) or None


@cache
def _people() -> dict[str, str]:
    found: dict[str, str] = {}
    for told in _PEOPLE.strip().replace("\n", "|").split("|"):
        code, _, words = told.partition(" ")
        found |= {word.strip().casefold(): code for word in words.split(",")}
    return found


@cache
def _german() -> dict[str, str]:
    names = Locale("de").territories
    return {name.casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
