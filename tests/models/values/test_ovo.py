import pytest

from models.values import OvoCode
from tests.models.values.problems import refused


@pytest.mark.parametrize("typed", ["OVO001234", "ovo001234", " OVO 001 234 ", "OVO-001234", "001234"])
def test_a_code_is_read_however_it_is_pasted(typed):
    code = OvoCode.parse(typed)

    assert code.digits == str(code) == code.masked() == "OVO001234"


@pytest.mark.parametrize(
    "typed", ["", "OVO", "OVO00123", "OVO0012345", "OVA001234", "OVO00123A", "12345", "OVO٠٠١٢٣٤", "٠٠١٢٣٤"]
)
def test_a_code_is_ovo_and_six_digits(typed):
    with refused("ovo_code.shape"):
        OvoCode.parse(typed)


def test_a_whole_page_is_no_code():
    with refused("ovo_code.length"):
        OvoCode.parse("0" * 5000)
