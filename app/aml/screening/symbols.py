"""Well-known names and words that are the same in several spellings, or in several languages.

Convention: `;` ends a group. In `_SPELLINGS` all are the same name as a clerk may write it down; in `_FORMS` they
are what one person is called here and there, which says less. `_TRADES` are words of firms. A word may stand in
one group of each. The tables are short on purpose: what follows a rule is left to `sounds`.
"""

from __future__ import annotations

_SPELLINGS = """
mohamed mohammed muhammad muhammed mohammad mohamad muhamad muhamed mohd mohamet mouhamed mouhammad mahomed
    muhammet mukhammad magomed mehmed mehmet muhammadu mahamed mahamad mhamed mhammed mohammod mohammadou
    mamadou;
ahmed ahmad ahmet akhmed akhmad achmed achmad ahmadou amadou;
mahmoud mahmud mahmood mehmood makhmud mahmut;
hussein hussain husain husayn hosein hossein hussin hossain husein houssein hocine houcine huseyn huseyin
    gusein guseyn khusain housseine;
hassan hasan hassen hacene gasan khasan hasane;
ali aly alli;
omar umar omer umer oumar ouma;
osama usama oussama ousama osamah usamah;
othman osman usman uthman ousmane othmane ottman otman usmon;
yusuf youssef yousef yousuf yusef yousif yusif youssouf youcef joesoef jusuf iusuf yusup joseph josef jozef
    jusif usuf;
ibrahim ebrahim ibraheem brahim ibragim ibrahima abraham avraham;
ismail esmail ismael ismaeel esmaeel ismayil izmail ismaila smail ismoil;
khalid khaled chaled halid kaled khalit;
abdallah abdullah abdulla abdellah abdalla abdoullah abdullo abdoulaye abdulloh;
saeed said saied sayed saeid sayeed;
sayyid syed seyed seyyed sayyed sayid sidi;
hamid hameed hamed hamit;
rashid rasheed rachid rashed raschid reshid;
jamal gamal djamel jamel djamal cemal dzhamal;
jafar jaafar djafar jaffar djaafar cafer dzhafar;
jalal galal djalal celal jelal dzhalal;
jihad gihad djihad cihad;
sharif cherif shareef sherif charif sheriff serif;
shaykh sheikh shaikh cheikh sheik cheik seyh;
rahman rehman rachman rahmane;
rahim raheem raheim;
karim kareem kerim;
salim saleem selim salem;
isaac ishaq itzhak yitzhak izak isak ishak ishaaq itzchak yitzchak icchak;
salah saleh salih salleh saalih;
tariq tarek tarik tareq tarique;
mustafa moustafa mostafa mustapha moustapha mustafo;
mansur mansour mansoor mansoer;
nasir nasser naser nassir naseer nacer nasr;
qasim kassem qassim kasim qasem kacem kassim gasim;
qadhafi gaddafi kadhafi qaddafi gadhafi kaddafi gadafi khadafi qadafi;
yahya yahia jahja yehia yaya yahyo;
zahra zohra zehra;
aisha aicha aysha ayesha aishah ayse aissatou;
fatima fatma fatimah fatemeh fatimeh fatoumata fatou fadma;
khadija khadidja hadija khadijah hatice khadeeja;
zaynab zeinab zainab zineb zeynep zeynab;
maryam mariam meryem maryem mariama mariyam;
hayat haya;
hassani hasani;
husseini husayni hosseini hussaini huseyni;
bakr bakir baker bekir abubakar aboubakar abubakr boubacar abubaker aboubacar;
iskander iskandar eskandar;
alexander aleksandr alexandr aleksander alexandre alexandros alessandro alejandro oleksandr aliaksandr
    aleksandar alexandru;
alexei aleksey alexey aleksei alexej aleksej oleksii alexis oleksiy aliaksei;
sergei sergey serguei sergej serhiy serge sergio siarhei serhii sergiy;
andrei andrey andrej andriy andreas andrew andre andrea andres andrii andrzej ondrej;
dmitry dmitri dimitri dmitrii dmitriy dmytro dimitrij dimitry dzmitry dimitrios dmitrij;
yuri yury yuriy iouri juri jurij yurii iurii joeri youri;
yevgeny evgeny evgeni evgueni yevgeni jewgeni yevhen evgenii evgeniy yevgeniy jevgeni evgenij eugene eugen;
nikolai nikolay nicolas nikolaj nikolas mykola nicolai nicolaas mikalai nikolaos nicola nikola nicholas;
mikhail michail mikhael mihail mykhailo mikhaylo mihailo mikhayil;
vladimir volodymyr wladimir uladzimir vladimer woldemar;
viktor victor wiktor viktar;
vasily vassili vasiliy wassili vasyl vasili vasilij vasilii;
georgy georgi georgiy gueorgui georgii heorhiy giorgi;
grigory grigori grigoriy hryhoriy grigorii;
igor ihor ihar;
oleg oleh aleh;
ilya ilia illya ilja iliya elijah;
konstantin constantin kostyantyn constantine konstantinos constantijn;
pavel pavlo pawel;
ksenia xenia kseniya oksana xeniya;
yulia julia yuliya ioulia juliya yuliia;
natalia nataliya natalya nathalie natalja nataliia natallia;
tatiana tatyana tatjana tetiana tatsiana;
olga olha volha;
elena yelena helena jelena olena helene eleni alena ielena;
ekaterina yekaterina katerina catherine katherine kateryna katarina catharina katharina jekaterina katarzyna;
kim gim;
lee yi rhee ri li;
park pak bak bag;
choi choe choy;
jung jeong chung chong;
cho jo;
kang gang;
chang jang;
yoon yun;
lim rim im;
shin sin;
kwon gwon;
ryu yoo yu ryoo;
jeon jun chun;
ko koh go;
moon mun;
oh o;
son sohn;
paek baek paik baeg;
hwang hoang;
cohen kohen kahn kogan cohn kohn;
levi levy lewi halevi;
khan han chan xan;
nguyen nguen;
tsai cai;
chou zhou chow;
chiang jiang;
hsieh xie;
hsu xu shu;
chao zhao;
chen tchen;
tsao cao;
teng deng;
wong wang huang;
schmidt schmitt schmid smidt;
maier meyer meier mayer meijer mayr;
"""

_FORMS = """
john jan johan johannes jean juan joao giovanni ivan ian hans johann ioannis yannis jovan jens janos yahya
    sean jon johnny jack;
james jacob jacques jakob jaime giacomo jakub yakov yaqub yakub jim jimmy jaap iacob;
peter pieter pierre pedro pietro petr piotr pjotr petrus petros pyotr petro piet butrus boutros;
paul pavel paolo pablo paulus pauwel pavlos bulus pavlo;
michael michel miguel michele mikhail michiel mihai mikael mike mick michal mikhael;
william willem guillaume guillermo wilhelm guglielmo bill will wim liam billy;
charles karel karl carlos carlo carolus karol charlie;
francis frans francois francisco francesco franz frank frantisek paco;
henry henri hendrik heinrich enrique enrico hendrikus harry henrik rik;
george joris jorge giorgio georges georg jurgen yuri jiri georgy jerzy georgios gheorghe;
louis lodewijk luis luigi ludwig lewis lodewyk ludovic luiz ludovicus;
lawrence laurens laurent lorenzo lorenz larry lars;
stephen steven stefan etienne esteban stephane stefano istvan stepan steve stef stefanos;
thomas tomas tom tommaso tomasz foma thom;
matthew mattheus matthieu mateo matteo matthias matvei matt mathieu thijs;
mark marc marcus marco marcos markus marek;
luke lucas luc luca lukas luka;
philip philippe filip felipe filippo philipp phil;
robert roberto rob bob bobby robrecht;
richard ricardo riccardo rick dick rikkert;
joseph jozef jose giuseppe josef joe jef josip pepe yosef iosif osip;
anthony antoine antonio anton antoon antonius tony toon anatoly;
alexander sandro sasha alex xander sander alec lex;
nicholas nick niels klaas nikita claus klaus;
edward eduard edouard eduardo edoardo eddy ed ted ward;
ludmila lyudmila;
elizabeth elisabeth isabel isabelle elisabetta liza betty els lies elise yelizaveta bettina;
mary maria marie miriam mariya mia maryam marija;
margaret margareta marguerite margarita margriet greet gretel rita maggie;
anna anne ann hannah anneke annie ana anja anya hanna;
catherine katrien karin kate kathleen kathy kaat trijntje;
johanna jeanne joan juana giovanna jane janna jana ivana yana joanna;
daniel daniele danny dan danilo daniil;
david dawid dawud daoud davide dave daud davit;
solomon suleiman sulaiman suleyman soliman salomon;
moses moshe musa moussa moises mousa;
jesus issa isa eissa;
noah nuh nouh;
adam adham;
gabriel jibril djibril gavriil;
benjamin ben binyamin benyamin;
samuel sam samuil shmuel;
vladimir volodya vova wladimir;
evgeny zhenya;
dirk diederik theodorik derk;
gilles gillis egidius;
christopher christophe christoffel cristobal chris christof kristof;
christian kristian cristian christiaan;
frederick frederik frederic friedrich federico fred freddy frits;
augustus august auguste augusto gust;
martin maarten martijn martino martinus marten;
simon simeon semyon shimon siemen;
victoria viktoria vicky;
sofia sophie sofie sophia zofia;
theodore theo theodoor fyodor fedor teodoro;
leo leon lev leonid leonard;
"""

_TRADES = """
trading trade traders handel handels handelsmaatschappij negoce commerce comercio commercio torgovlya torgovy
    torgovyi torgovaya ticaret tijara trejding treyding;
commercial commerciale comercial kommercheskiy kommercheskaya ticari tijari;
company cie compagnie compania compagnia kompaniya kompania sirketi sherkat sharika firma maatschappij;
international internationale internacional internazionale intl mezhdunarodny mezhdunarodnyi mezhdunarodnaya
    uluslararasi internationaal;
bank banka banque banco banca banki bankasi;
insurance assurance assurances verzekering verzekeringen versicherung versicherungen seguros seguro
    assicurazioni strakhovanie strakhovaya sigorta;
shipping scheepvaart navigation schifffahrt reederei sudokhodstvo naviera denizcilik armement shippinglines
    rederij;
transport transports transportation transportes trasporti nakliyat vervoer perevozki trans;
construction constructions bouw construcciones construccion costruzioni stroy stroitelstvo insaat bau
    bouwbedrijf builders building stroitelnaya;
factory zavod fabriek usine fabrik fabrica fabbrica fabrika fabryka works werke werk;
foundation stichting fondation stiftung fundacion fondazione fond vakfi fund bonyad fonds;
institute institut instituto istituto enstitusu;
center centre centrum zentrum centro tsentr merkezi markaz;
research recherche recherches onderzoek forschung investigacion ricerca issledovaniy issledovaniya arastirma;
bureau buro office kantoor oficina ufficio byuro;
technology technologies technologie technologien tech tekhnologii tekhnologiya tecnologia tecnologias
    teknoloji;
telecommunications telecommunication telecom telekom telecomunicaciones telekommunikatsii telekomunikasyon;
industry industries industrie industrial industria industrias promyshlennost prom sanayi industriel
    industrielle;
engineering ingenierie ingenieria ingegneria inzhiniring muhendislik ingenieurburo;
energy energie energia energiya enerji;
oil petroleum petrol petrole petroleo petrolio neft nefte olie naft;
gas gaz gaza;
mining mines mine minas mijnbouw bergbau minera gornaya madencilik miniere;
metal metals metaux metalen metalle metales metalli metall;
steel acier staal stahl acero acciaio stal celik;
agriculture agricultural agricole agro agricola landbouw agrar tarim agrarian;
food foods alimentaire alimentos voeding alimentari lebensmittel gida;
pharmaceutical pharmaceuticals pharma farma farmatsevtika pharmaceutique farmaceutica ilac pharmacie;
chemical chemicals chimie chemie quimica chimica khimiya kimya;
electronics electronic electronique elektronika elektronik electronica;
electric electrical electrique elektrik elektro;
investment investments investissement investissements investering investeringen inversiones investimenti
    investitsii invest yatirim;
finance financial financiere finanse finanzas finanz financiering finans;
holding holdings kholding;
group groupe groep gruppe grupo gruppo gruppa grubu grp;
services service dienst diensten servicios servizi uslugi servis hizmetleri;
enterprise enterprises entreprise entreprises onderneming unternehmen empresa impresa predpriyatie isletmesi;
import imp importation importacion;
export exp exportation exportacion ihracat;
general generale algemene allgemeine obshchiy genel;
national nationale nacional nazionale nationaal natsionalny ulusal;
state staats etat gosudarstvennoe gosudarstvenny estatal devlet;
aviation avia luchtvaart aviacion luftfahrt aviatsiya havacilik;
airlines airline airways avialinii havayollari luchtvaartmaatschappij;
logistics logistique logistiek logistik logistica logistika lojistik;
property properties immobilier immobiliere vastgoed immobilien inmobiliaria immobiliare nedvizhimost immo;
charity charitable liefdadigheid bienfaisance caridad hayir khayriya wohltatigkeit;
association associations vereniging verein asociacion associazione assotsiatsiya dernegi;
committee comite komitee comitato komitet;
union unie soyuz birlik;
university universite universiteit universitat universidad universita universitet universitesi;
brothers bros freres broers gebroeders hermanos fratelli gebruder kardesler;
sons fils zonen hijos figli sohne ogullari;
association assn;
department dept;
manufacturing mfg;
development developpement ontwikkeling desarrollo sviluppo razvitie;
design conception ontwerp;
defence defense defensie verteidigung oborona savunma;
security securite veiligheid sicherheit seguridad sicurezza guvenlik;
ministry ministere ministerie ministerium ministerio ministero ministerstvo bakanligi;
belgium belgique belgie belgian;
russia russian rossiya rossiyskiy rossiyskaya russie russland rusland;
iran iranian;
syria syrian syrie syrien;
siberia siberian sibir sibirskiy;
moscow moskva moscou moskou moskau;
belgrade beograd;
damascus damas;
ii 2;
iii 3;
iv 4;
vi 6;
vii 7;
viii 8;
ix 9;
xi 11;
xii 12;
one 1;
two 2;
three 3;
"""


def _groups(table: str, mark: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, group in enumerate(table.split(";")):
        for word in group.split():
            found.setdefault(word, f"{mark}{number}")
    return found


SPELLING_OF = _groups(_SPELLINGS, "s")
FORM_OF = _groups(_FORMS, "f")
TRADE_OF = _groups(_TRADES, "t")
