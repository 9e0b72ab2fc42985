"""A figure against its target, and how the audit tells it."""

from __future__ import annotations

import pytest

from tests.audit.figure import Cause, Figure, Target, fault_free, misses, verdict


@pytest.mark.parametrize(("sign", "met", "missed"), [("=", 5, 4), ("≥", 5, 4.9), ("≤", 5, 5.1), ("<", 4.9, 5)])
def test_each_sign_knows_its_border(sign: str, met: float, missed: float) -> None:
    assert Target(sign, 5).is_met_by(met)
    assert not Target(sign, 5).is_met_by(missed)


def test_a_line_holds_mark_check_target_figure_and_the_commonest_causes() -> None:
    figure = fault_free("images.no_alt", [Cause("b/index.html", "no alt"), Cause("a/index.html", "no alt")], "of 2")
    assert " ".join(str(figure).split()) == "MISS images.no_alt = 0 2 of 2; no alt ×2 (a/index.html)"


def test_a_figure_without_target_is_not_judged() -> None:
    assert Figure("lighthouse.tbt", 88, None).is_met is None
    assert verdict([Figure("lighthouse.tbt", 88, None), fault_free("leftovers", [])]) == "1 of 1 checks at their target"


def test_alike_causes_are_told_together_and_others_counted() -> None:
    causes = [Cause(f"{number}.html", "no alt") for number in range(5)]
    causes += [Cause("z.html", f"odd {number:02}") for number in range(12)]
    lines = list(misses([fault_free("images.no_alt", causes), fault_free("leftovers", [])], "site: "))
    assert lines[0] == "\nsite: images.no_alt: 17, should be = 0"
    assert lines[1] == "  no alt\n      in 0.html, 1.html, 2.html and 2 more"
    assert lines[-1] == "  … and 3 other causes"
    assert len(lines) == 12


def test_every_miss_is_told_under_the_same_heading() -> None:
    found = [fault_free("leftovers", [Cause("a.html", "{{")]), fault_free("images.no_alt", [Cause("b.html", "no alt")])]
    assert [line for line in misses(found, "site: ") if "should be" in line] == [
        "\nsite: leftovers: 1, should be = 0",
        "\nsite: images.no_alt: 1, should be = 0",
    ]
