import operator

import pytest

from models.values import KeyLevel, Language, RightState, Sex


def test_key_levels_compare_by_strength():
    assert KeyLevel.BASIC < KeyLevel.CODE < KeyLevel.HIGH
    assert max(KeyLevel.CODE, KeyLevel.HIGH, KeyLevel.BASIC) is KeyLevel.HIGH
    assert sorted(KeyLevel, reverse=True) == [KeyLevel.HIGH, KeyLevel.CODE, KeyLevel.BASIC]


@pytest.mark.parametrize("level", list(KeyLevel))
def test_a_key_level_reaches_itself_and_does_not_exceed_itself(level):
    assert level >= level
    assert level <= level
    assert not level > level
    assert not level < level


def test_a_key_level_compares_with_its_stored_word_on_either_side():
    assert KeyLevel.HIGH >= "code"
    assert operator.lt("basic", KeyLevel.CODE)


@pytest.mark.parametrize("word", ["", "low", "zzz", "HIGH"])
def test_an_unknown_key_level_is_never_strong_enough_nor_weak_enough(word):
    with pytest.raises(ValueError, match="KeyLevel"):
        operator.le(KeyLevel.BASIC, word)
    with pytest.raises(ValueError, match="KeyLevel"):
        operator.ge(word, KeyLevel.BASIC)


def test_key_levels_stay_usable_as_keys():
    assert {KeyLevel.HIGH: 1}["high"] == 1


def test_the_stored_words_are_the_words_of_the_glossary():
    assert [*Language] == ["nl", "fr", "en"]
    assert [*RightState] == ["pending", "active", "expired", "revoked"]
    assert {*Sex} == {"female", "male", "unknown"}
