"""The parts invented names are made of: as they are written in Latin letters and in their own.

Each country has four lines: its code and language, names of men, of women, of families; `=` stands between the
two ways of writing one. Streets and cities are invented too.
"""

from __future__ import annotations

from dataclasses import dataclass

Spelling = tuple[str, str]

_CULTURES = """
NL nl
Wannes Casper Joris Teun Lodewijk
Griet Roosmarijn Fenna Aleida
Achterbergh Vandersmissen Kromhoutkens Zonderland

FR fr
Théophile Anselme Gaëtan Loïc
Clothilde Ségolène Maëlys
Beaurivage Lamontagne-Sèche Dupuytours Grandcerf

RU ru
Arkadi=Аркадий Timofey=Тимофей Yegor=Егор Ignat=Игнат
Zlata=Злата Yevgeniya=Евгения Vasilisa=Василиса
Vorobchenkov=Воробченков Morozyansky=Морозянский Tikhodubov=Тиходубов

UA uk
Taras=Тарас Ostap=Остап Zakhar=Захар
Oksana=Оксана Solomiya=Соломія
Kvitkolyshko=Квітколишко Horobchak=Горобчак Syniosvit=Синьосвіт

GR el
Stavros=Σταύρος Fotis=Φώτης Lefteris=Λευτέρης
Despina=Δέσποινα Chrysanthi=Χρυσάνθη
Papagalopoulos=Παπαγαλόπουλος Thalassinakis=Θαλασσινάκης

LB ar
Nizar=نزار Ghassan=غسان Faris=فارس
Rima=ريما Suhaila=سهيلة
al-Nakhlawi=النخلاوي Qamarzadeh=قمرزاده al-Bahrani-Saghir=البحراني-الصغير

IR fa
Kianoush=کیانوش Behrang=بهرنگ Siamak=سیامک
Golnaz=گلناز Mahtab=مهتاب
Setarehpour=ستاره‌پور Baharnezhad=بهارنژاد

GE ka
Vakhtang=ვახტანგ Irakli=ირაკლი Zurab=ზურაბ
Nestan=ნესტან Ketevan=ქეთევან
Mtvarishvili=მთვარიშვილი Zghvadze=ზღვაძე

CN zh
Weiguo=伟国 Haoran=浩然 Jianjun=建军
Meilin=美琳 Xiulan=秀兰
Ouyangshi=欧阳石 Simafeng=司马枫

KR ko
Tae-sik=태식 Jung-bae=정배
Soon-hee=순희 Mi-ran=미란
Hwangbo=황보 Namgoong=남궁

IL he
Boaz=בועז Gideon=גדעון
Tirtza=תרצה Yardena=ירדנה
Kochaviel=כוכביאל Yam-Tzafon=ים-צפון

TR tr
Orhan Şükrü Çağatay
Gülizar Nurşen
Yıldızoğulları Karadenizgil Taşbahçe

VN vi
Đức Hùng Quang
Thuỷ Ngọc-Lan
Nguyễn-Trăng Hoàng-Sông

KE sw
Baraka Jabari Mwenda
Zawadi Neema
Wanjohi-Kiboko Otieno-Mlima

NG en
Chukwuemeka Obinna Tunde
Ngozi Folasade
Okafor-Silverwell Adebayo-Thornhill

PE es
Ezequiel Íñigo Aurelio
Consuelo Milagros
Quispemontaña Huamán-Robledal

RO ro
Drăgan Mircea Ștefan
Ileana Ruxandra
Pădureanu-Lup Câmpiescu
"""
_STREETS = (
    "Appelbloesemdreef|Rue du Vent Debout|Kievitsnest|Olijfbergpad|Quai des Brumes|Zilverreigerlaan|Moonlight Yard"
)
_CITIES = "Nieuw-Zandegem|Port-Brumeux|Zilverdrecht|Karabağlı|Novy Tikhograd|Anemokastro|Kijiji Kipya"
_TRADES = "Trading|Shipping|Holding|Minerals|Logistics|Ventures|Agro|Petroleum"
_FORMS = "Ltd|LLC|GmbH|OOO|S.A.|BV|FZE"
_SHIPS = "Sea|Star|Northern|Golden|Silent|Ocean|Amber"
_SHIP_NAMES = "Wanderling|Pelicanna|Mistral Nova|Kingfisher Seven|Halcyoneer|Lanternfish|Dunegrass"
STREETS, CITIES, TRADES, FORMS = (tuple(told.split("|")) for told in (_STREETS, _CITIES, _TRADES, _FORMS))
SHIPS, SHIP_NAMES = tuple(_SHIPS.split("|")), tuple(_SHIP_NAMES.split("|"))

# As the lists of the United Nations call them.
COUNTRIES = {
    "BE": "Belgium",
    "NL": "Netherlands",
    "FR": "France",
    "RU": "Russian Federation",
    "UA": "Ukraine",
    "GR": "Greece",
    "LB": "Lebanon",
    "IR": "Iran (Islamic Republic of)",
    "GE": "Georgia",
    "CN": "China",
    "KR": "Republic of Korea",
    "IL": "Israel",
    "TR": "Türkiye",
    "VN": "Viet Nam",
    "KE": "Kenya",
    "NG": "Nigeria",
    "PE": "Peru",
    "RO": "Romania",
    "CD": "Democratic Republic of the Congo",
    "SY": "Syrian Arab Republic",
}


@dataclass(frozen=True)
class Culture:
    """Names of one country; of each, how it is written in Latin letters and in its own ('' when those are)."""

    country: str
    language: str
    men: tuple[Spelling, ...]
    women: tuple[Spelling, ...]
    families: tuple[Spelling, ...]


def _spellings(words: str) -> tuple[Spelling, ...]:
    return tuple((latin, own) for latin, _, own in (word.partition("=") for word in words.split()))


def _culture(told: str) -> Culture:
    whose, men, women, families = told.splitlines()
    country, language = whose.split()
    return Culture(country, language, _spellings(men), _spellings(women), _spellings(families))


CULTURES = tuple(_culture(told) for told in _CULTURES.strip().split("\n\n"))
