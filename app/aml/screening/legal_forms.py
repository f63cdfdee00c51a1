"""Legal forms of firms, in the spellings they come in. A firm has one or none; it says little about which firm it
is.

Convention: `;` ends a form: its short name, then what else is written for it. Words are folded as `spelling` does.
"""

from __future__ import annotations

_FORMS = """
ltd: limited | ltda | limitada | pty ltd | pte ltd | pvt ltd | private limited | co ltd | company limited |
    proprietary limited;
llc: limited liability company | ooo | obshchestvo s ogranichennoy otvetstvennostyu | obshchestvo s
    ogranichennoi otvetstvennostiu | tov | tovarystvo z obmezhenoyu vidpovidalnistyu | too | mchj;
inc: incorporated;
corp: corporation;
co: company | cie | compagnie;
plc: public limited company;
llp: limited liability partnership;
lp: limited partnership;
nv: naamloze vennootschap;
bv: besloten vennootschap | bvba | besloten vennootschap met beperkte aansprakelijkheid | sprl | srl | societe
    a responsabilite limitee | societe privee a responsabilite limitee | sarl | sro | spol s r o | societa a
    responsabilita limitata;
sa: societe anonyme | sociedad anonima | spa | societa per azioni | sociedade anonima;
ag: aktiengesellschaft;
gmbh: gesellschaft mit beschrankter haftung | gesmbh;
kg: kommanditgesellschaft;
sl: sociedad limitada;
pao: publichnoe aktsionernoe obshchestvo | public joint stock company | pjsc | pat;
oao: otkrytoe aktsionernoe obshchestvo | open joint stock company | ojsc;
zao: zakrytoe aktsionernoe obshchestvo | closed joint stock company | cjsc;
ao: aktsionernoe obshchestvo | joint stock company | jsc | jsco | at;
fgup: federal state unitary enterprise | federalnoe gosudarstvennoe unitarnoe predpriyatie;
vzw: asbl | vereniging zonder winstoogmerk | association sans but lucratif | npo;
vof: snc | vennootschap onder firma | societe en nom collectif;
commv: comm v | scomm | commanditaire vennootschap;
cv: cvba | scrl | cooperatieve vennootschap | societe cooperative;
sasu: sas | societe par actions simplifiee;
ab: aktiebolag;
as: aksjeselskap | aktieselskab | anonim sirketi;
oy: oyj | osakeyhtio;
kft: korlatolt felelossegu tarsasag;
zrt: nyrt | rt;
doo: drustvo s ogranicenom odgovornoscu;
ad: akcionarsko drustvo | ead;
ood: eood;
sal: societe anonyme libanaise;
fze: fzco | fzc | free zone establishment | free zone company;
bhd: sdn bhd | berhad;
pt: perseroan terbatas;
kk: kabushiki kaisha | kabushikigaisha;
sti: limited sirketi | ltd sti;
gie: geie | economic interest grouping;
est: establishment;
"""

_BY_WORDS: dict[tuple[str, ...], str] = {}
for _line in " ".join(_FORMS.split()).rstrip(";").split(";"):
    _short, _, _others = _line.partition(":")
    for _written in (_short, *_others.split("|")):
        _BY_WORDS.setdefault(tuple(_written.split()), _short.split()[0])
_LONGEST = max(map(len, _BY_WORDS))
_STARTS = frozenset(words[0] for words in _BY_WORDS)


def split(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are the name, and the legal forms among them, each once, in their short name.

    Letters that stand alone one after another are put together first: S. A. and SA are the same. A name that is
    nothing but legal forms is left as it is.
    """
    words = _joined(words)
    if _STARTS.isdisjoint(words):
        return words, ()
    name: list[str] = []
    forms: list[str] = []
    at = 0
    while at < len(words):
        for size in range(min(_LONGEST, len(words) - at), 0, -1):
            form = _BY_WORDS.get(words[at : at + size])
            if form is not None:
                forms.append(form)
                at += size
                break
        else:
            name.append(words[at])
            at += 1
    return (tuple(name), tuple(sorted(set(forms)))) if name else (words, ())


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    if not any(len(word) == 1 for word in words):
        return words
    found: list[str] = []
    letters = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            found.append(letters)
            letters = ""
        if word:
            found.append(word)
    return tuple(found)
