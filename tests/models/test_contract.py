import pytest

from models.contract import refuse_protected
from models.errors import Protected


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ethnicity",
            "Ethnic Group",
            "民族",
            "籍贯",
            "native_place",
            "birth_place",
            "Place of birth",
            "religion",
            "宗教信仰",
            "political_status",
            "政治面貌",
        ),
        *("health", "disability", "race", "id_number_prefix", "身份证前六位", "id_card_region", "hukou_type", "户籍地"),
    ],
)
def test_a_protected_attribute_is_no_evidence(name):
    with pytest.raises(Protected, match="leave|compare"):
        refuse_protected(["distance", name])


@pytest.mark.parametrize("target", ["danger", "risk_score", "will_offend", "人身危险性", "再犯"])
def test_a_persons_danger_is_no_target(target):
    with pytest.raises(Protected, match="danger"):
        refuse_protected(["distance"], target=target)


def test_plain_comparisons_are_evidence():
    refuse_protected(["distance", "days", "id_number_equal", "id_number_edits", "address_likeness", "trace", "traces"])
    refuse_protected(["embrace", "terrace"], target="same_hand")
