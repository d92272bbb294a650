"""Names sound alike whoever speaks, surnames are read as surnames, and different names stay different."""

from __future__ import annotations

import pytest

from models.resolution.sound import blurred, is_chinese, sound, syllables


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("单伟", "shanwei"),
        ("仇英", "qiuying"),
        ("曾国华", "zengguohua"),
        ("解小明", "xiexiaoming"),
        ("查良", "zhaliang"),
        ("尉迟敏", "yuchimin"),
        ("区伟", "ouwei"),
        ("Zhang Wei", "zhangwei"),
    ],
)
def test_surnames_are_read_as_surnames_and_latin_names_as_written(name, heard):
    assert sound(name) == heard


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("刘宁", "牛林"),
        ("张伟", "臧伟"),
        ("陈真", "岑珍"),
        ("石强", "司强"),
        ("林静", "林进"),
        ("陈伟", "程伟"),
    ],
)
def test_what_many_speakers_mix_up_sounds_the_same_when_blurred(one, other):
    assert sound(one) != sound(other)
    assert blurred(one) == blurred(other)


@pytest.mark.parametrize(("one", "other"), [("张伟", "王伟"), ("李强", "李刚"), ("安伟", "昂伟"), ("陈波", "陈平")])
def test_other_names_stay_apart(one, other):
    assert blurred(one) != blurred(other)


def test_a_syllable_keeps_its_border():
    assert syllables("西安") == ("xi", "an")
    assert blurred("西安") != blurred("先")


def test_a_script_is_told_from_the_other():
    assert is_chinese("张伟")
    assert not is_chinese("Zhang Wei")
    assert not is_chinese("")
