"""Names of files in a pack: whatever somebody was called, every system takes them, each once."""

from __future__ import annotations

import pytest

from app.aml.packs.contents import LONGEST_PATH, Folder, safe_name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM¹", "_COM¹"),
        ("Console", "Console"),
        ("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"),
        ("Ωμέγα", "Ωμέγα"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("line\nfeed\x00", "linefeed"),
        (" ends with dots...", "ends with dots"),
        ("", "_"),
        ("...", "_"),
        ("x" * 200, "x" * 60),
        (f"{'x' * 200}.pdf", f"{'x' * 56}.pdf"),
        ("e\u0301", "é"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(told: str, kept: str) -> None:
    assert safe_name(told) == kept


def test_two_that_are_called_alike_are_two() -> None:
    folder = Folder("Contacts")
    names = [folder.place(one) for one in ("Same.pdf", "same.pdf", "SAME.PDF", "ſame.pdf", "ＳＡＭＥ.pdf")]
    assert names == [
        "Contacts/Same.pdf", "Contacts/same (2).pdf", "Contacts/SAME (3).PDF", "Contacts/ſame (4).pdf",
        "Contacts/ＳＡＭＥ (5).pdf",
    ]  # fmt: skip
    long = [folder.place("y" * 200) for _ in range(12)]
    assert len(set(long)) == 12
    assert {len(one.split("/")[1]) for one in long} == {60}


def test_a_path_is_never_too_long() -> None:
    folder = Folder().inside("a" * 300).inside("b" * 300)
    assert len(folder.place("c" * 300)) <= LONGEST_PATH
    with pytest.raises(ValueError, match="no place"):
        folder.inside("c" * 300).place("d.pdf")
