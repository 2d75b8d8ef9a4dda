import pytest

from kb.repair import slips


@pytest.mark.parametrize(
    ("word", "other", "cost"),
    [
        ("adress", "address", slips.DOUBLING),
        ("emaill", "email", slips.DOUBLING),
        ("eemail", "email", slips.DOUBLING),
        ("chnage", "change", slips.SWAP),
        ("emil", "email", slips.DROP),
        ("emaol", "email", slips.KEY),
        ("recaive", "receive", slips.EAR),
        ("emasil", "email", slips.FAT),
        ("emvail", "email", slips.ADDED),
        ("emawl", "email", slips.CHANGED),
    ],
)
def test_what_a_slip_costs(word: str, other: str, cost: float) -> None:
    assert other in slips.ways(word)
    assert slips.cost(word, other) == cost
    assert slips.cost_of_several(word, other) == cost


def test_the_first_letter_is_dearer() -> None:
    assert slips.cost("phoen", "phone") < slips.cost("hpone", "phone") < slips.cost("hone", "phone")
    assert slips.cost("pbone", "phone") < slips.cost("ohone", "phone")


@pytest.mark.parametrize(
    ("word", "other", "cost"),
    [
        ("passwrodd", "password", slips.SWAP + slips.DOUBLING),
        ("notifcatoins", "notifications", slips.DROP + slips.SWAP),
        ("adminstratr", "administrator", 2 * slips.DROP),
        ("same", "same", 0),
        ("ab", "", 2 * slips.ADDED),
        ("", "ab", 2 * slips.DROP),
    ],
)
def test_several_slips_add_up(word: str, other: str, cost: float) -> None:
    assert slips.cost_of_several(word, other) == pytest.approx(cost)
