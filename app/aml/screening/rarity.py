"""How much a word of a name says: the rarer, the more; and the words that say nearly nothing.

Convention: 1 is a word that few share; a matching word that many share weighs less, and so does one that is
missing. A table rather than counts of the index, so that two subjects compare the same wherever and whenever they
do.
"""

from __future__ import annotations

from app.aml.screening.symbols import TRADE_OF

_COMMON_GIVEN = """
jan jean john maria marie mary mohamed ali ahmed hassan hussein omar ibrahim yusuf anna anne peter pieter pierre
paul marc mark luc michel michael david daniel thomas robert james william jose juan carlos luis antonio manuel
francisco pedro miguel jorge ivan sergey sergei vladimir alexander aleksandr andrei andrey dmitry mikhail
nikolai viktor igor oleg yuri elena olga natalia tatiana irina svetlana fatima aisha khalid khaled mustafa
mahmoud abdallah abdullah said saeed salah saleh hamid karim abd abu abdul kim lee wang li zhang chen liu yang
huang zhao wu zhou xu sun ma zhu hu lin guo he gao luo wei min jun hong ming hui jing ying xin yan lei jie fang
yong ping hua xiao charles louis henri philippe patrick christian alain bernard andre jacques francois nicolas
laurent eric olivier guy tom bart koen kris stefan steven wim johan dirk filip hans erik frank rik rita martine
monique nathalie isabelle christine catherine sophie julie laura sara sarah emma lucas noah adam arthur jules
hugo george georg giorgi richard joseph christopher matthew anthony kevin brian edward jennifer linda elizabeth
patricia barbara susan jessica lisa nancy karen mario marco giuseppe giovanni francesco luigi roberto paolo
andrea martin karl heinz klaus wolfgang andreas jurgen werner helmut gerhard walter pavel petr josef tomas
jaroslav piotr krzysztof andrzej stanislaw janusz mehmet ahmet huseyin ayse fatma hasan ismail osman yousef
muhammad mohammed singh kumar kaur devi bibi begum khan shah hussain akhtar iqbal malik raja syed sheikh
"""

_COMMON_FAMILY = """
peeters janssens maes jacobs mertens willems claes goossens wouters desmet dubois lambert dupont martin simon
laurent leroy leclercq lejeune petit bernard robert thomas durand moreau michel garcia rodriguez gonzalez
fernandez lopez martinez sanchez perez gomez hernandez diaz alvarez moreno jimenez ruiz torres ramirez flores
rivera silva santos ferreira pereira oliveira costa sousa souza rossi russo ferrari esposito bianchi romano
smith johnson williams brown jones miller davis wilson anderson taylor moore jackson white harris thompson
robinson clark lewis walker hall young king wright hill scott green baker adams nelson carter mitchell roberts
turner phillips campbell parker evans edwards collins jansen devries debakker visser smit meijer bakker devos
dejong bos mulder muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer
richter klein wolf ivanov ivanova petrov petrova smirnov smirnova kuznetsov kuznetsova popov popova sokolov
sokolova lebedev lebedeva kozlov kozlova novikov novikova morozov morozova volkov volkova vasiliev vasilyev
mikhailov fedorov alekseev nguyen tran le pham hoang phan vu vo dang bui do ho ngo duong ly kim lee park choi
jung kang cho yoon jang lim han oh seo shin kwon hwang ahn song yoo hong tanaka sato suzuki takahashi watanabe
ito yamamoto nakamura kobayashi kato yilmaz kaya demir celik sahin yildiz ozturk aydin arslan dogan kilic aslan
cetin kara koc kurt horvat novak kovac nagy kovacs toth szabo nowak kowalski wisniewski popescu ionescu popa
"""

_SHARED_OF_FIRMS = """
company trading trade international bank banking holding holdings group general industry industries industrial
services service enterprise enterprises corporation investment investments development commercial commerce
import export establishment foundation association organization organisation institute center centre factory
plant works production products construction engineering technology technologies tech systems solutions
consulting management shipping maritime marine lines line transport transportation logistics cargo airlines
aviation air energy oil gas petroleum petrochemical chemical chemicals electric electronics electronic power
steel metal metals mining insurance finance financial capital trust fund funds partners global world universal
national state public federal ministry department agency office bureau committee council union federation
society club party front movement army forces brigade university college school research scientific science
design real estate property properties invest immo bouw construct societe compagnie entreprise generale
internationale bedrijf handel handelsmaatschappij beheer vastgoed verzekeringen gesellschaft handels kompaniya
kompania zavod banka banco banque torgovyi torgovy dom predpriyatie obedinenie nauchno proizvodstvennoe firma
tovarna sharika sherkat bonyad muassasa first new north south east west northern southern eastern western
central republic of the and et en und de des du van for al joint stock limited liability open closed sons
brothers bros fils zonen freres motors auto foods food medical pharma pharmaceutical hotel hotels travel tours
media press news radio television telecom communications network
"""

_PLACES = """
iran iranian syria syrian russia russian rossiya moscow moskva tehran damascus korea korean china chinese
beijing shanghai hong kong belarus belarusian minsk ukraine iraq iraqi libya libyan sudan lebanon lebanese
beirut dubai emirates uae turkey istanbul belgium belgian belgie belgique brussels antwerp europe european euro
asia asian africa african american america usa germany german deutsche france french london british english
swiss switzerland international islamic arab arabian gulf middle black sea volga ural siberian siberia caspian
crimea donetsk luhansk
"""

_PARTICLE_WORDS = """
al el ul ar as an ad ash az at ed ud en es ez van von der den de des du la le los las di da do dos das del della
dei lo y e i und et and the of bin ben ibn ibnu bint binti ould uld oglu ogly oghlu kyzy qizi zade haji hajji
hadji mr mrs ms dr prof sir st ter ten te ver zu zum zur af av aw ap san abu abou abi umm aka alias
"""
_PATRONYMIC = ("ovich", "evich", "ovna", "evna", "ovitch", "evitch", "ovic", "ovych", "yovych", "ivna", "owitsch")

PARTICLE = 0.12
SHARED = 0.3
NUMBER = 0.8
_ROMAN = frozenset(("ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"))
_VESSEL_MARKS = frozenset(("mv", "mt", "mts", "ms", "ss", "fv", "rv", "lng", "lpg"))
# Words of trades in whatever form they take: how they begin.
_STEMS = frozenset(
    """
pharm telec agric const engin indus inter techn petro chemi logis transp shipp marit inves insur assur finan
trade tradi elect metal metall minin resea scien enter produ commer expor impor energ manuf consul devel servi
constr charit funda
""".split()  # noqa: SIM905
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_PERSONS = dict.fromkeys(_COMMON_FAMILY.split(), 0.75) | dict.fromkeys(_COMMON_GIVEN.split(), 0.65)
_FIRMS = dict.fromkeys(_PLACES.split(), 0.5) | dict.fromkeys(_SHARED_OF_FIRMS.split(), SHARED)
_BY_LENGTH = {1: 0.3, 2: 0.65, 3: 0.8}


def of_person(word: str) -> float:
    """How much a word says in the name of a person."""
    if word in _PARTICLES:
        return PARTICLE
    if len(word) > 6 and word.endswith(_PATRONYMIC):
        return 0.5
    return min(_PERSONS.get(word, 1.0), _BY_LENGTH.get(len(word), 1.0))


def of_firm(word: str) -> float:
    """How much a word says in the name of an organisation or a vessel."""
    if word.isdigit() or word in _ROMAN:
        return NUMBER
    if len(word) == 1:
        return 0.4
    weight = _FIRMS.get(word)
    if weight is not None:
        return weight
    if word in TRADE_OF or word[:5] in _STEMS:
        return SHARED
    return PARTICLE if word in _PARTICLES or word in _VESSEL_MARKS else 0.85 if len(word) == 2 else 1.0


def is_known(word: str) -> bool:
    """Whether it is a name many people have; two of those are two names sooner than one with an error."""
    return word in _PERSONS


def is_particle(word: str) -> bool:
    """Whether it stands before a name rather than is one."""
    return word in _PARTICLES
