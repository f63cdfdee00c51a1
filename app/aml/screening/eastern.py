"""Chinese and Korean names, whichever way they were romanised: Zedong and Tse-tung, Jeong-eun and Jong Un.

Convention: `eastern_key` merges what the usual romanisations write differently (pinyin, Wade-Giles, McCune-
Reischauer, the revised one, and how Koreans write their own names). That is coarse, so it is only compared where
both names look eastern: few words of such syllables, one of them a well-known family name.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FAMILIES = frozenset(
    """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang
deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen zhong
cui tan fan jin liao shi jia xia fu fang zou xiong bai meng qin qiu hou yan xue lei hao long tao mao gu kong
shao wan qian chang chou chu hsu hsieh hsiao chiang tsai tsao tseng teng kuo ho kao lo sung tung tien tsui chao
chien chin chung chia hsia hsiung pai chiu yen hsueh kung shih lui kwok wong chan cheung lau ng leung yeung kim
gim lee yi rhee ri park pak bak choi choe jung jeong chong kang gang cho jo yoon yun jang lim im rim shin sin
seo suh so kwon gwon hwang ahn an ryu yoo hong jeon jun chun ko koh go moon mun son sohn bae pae baek paik back
heo hur huh no noh roh nam sim shim ha joo ju koo min byun byeon ok um eom won woo
""".split()  # noqa: SIM905
)
_SYLLABLES = re.compile(
    "(?:(?:[bcdfghjklmnpqrstwxyz]|zh|ch|sh|hs|ts|tz|kk|tt|pp|ss|jj|tch|sz)?[aeiouy]{1,3}(?:ng|[nmkltprhg])?)+"
)
_MERGED = {
    "ng": "G", "tch": "c", "ch": "c", "zh": "c", "jj": "c", "j": "c", "q": "c", "tz": "c", "ts": "c", "z": "c",
    "hs": "s", "sh": "s", "sz": "s", "ss": "s", "x": "s", "kk": "k", "gg": "k", "g": "k", "tt": "t", "d": "t",
    "pp": "p", "b": "p", "r": "l", "ien": "ian", "ueh": "ue", "ieh": "ie", "ih": "i", "uh": "u", "oh": "u",
    "yeo": "iu", "you": "iu", "yoo": "iu", "yo": "iu", "yu": "iu", "woo": "u", "eo": "u", "eu": "u", "oo": "u",
    "ou": "u", "uo": "u", "o": "u", "ae": "E", "ee": "i", "y": "i",
}  # fmt: skip
_RULE = re.compile("|".join((*sorted(_MERGED, key=lambda one: (-len(one), one)), "e(?![nrigG])")))
_TWICE = re.compile(r"(.)\1+")


def looks_eastern(words: tuple[str, ...]) -> bool:
    """Whether these words may be a Chinese or Korean name."""
    return (
        1 < len(words) < 5
        and not _FAMILIES.isdisjoint(words)
        and all(len(word) < 11 and _SYLLABLES.fullmatch(word) for word in words)
    )


@lru_cache(maxsize=20_000)
def eastern_key(word: str) -> str:
    """The same for each way to romanise the same syllables; made for those only."""
    return _TWICE.sub(r"\1", _RULE.sub(lambda found: _MERGED.get(found[0], "u"), word))
