"""Join codes: read out on the telephone, typed on a Vietnamese keyboard, pasted as a link."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.codes import ALPHABET, RANDOM_BYTES, digest, new_code, normalise, payload

codes = st.binary(min_size=RANDOM_BYTES, max_size=40).map(new_code)
CODE = new_code(bytes(range(RANDOM_BYTES)))


@given(codes)
def test_a_code_is_three_groups_of_four_without_lookalikes(code):
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code)
    assert not set("OILSZBGQDU") & set(ALPHABET)


@given(codes)
def test_a_code_survives_the_way_it_is_written(code):
    for written in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " – "),
        f"  {code}.\n",
        code.replace("0", "O").replace("1", "l").replace("5", "s").replace("8", "B"),
        f"https://sinhhoat.example.vn/j/{code}",
        f"https://t.me/sinhhoatbot?start={payload(code)}",
        f"/start {code}",
        f"/start@sinhhoatbot {code.lower()}",
    ):
        assert normalise(written) == code
        assert digest(written) == digest(code)


@given(codes, codes)
def test_two_codes_have_two_digests(one, other):
    assert (digest(one) == digest(other)) == (one == other)


@given(codes)
def test_the_digest_says_nothing_of_the_code(code):
    assert re.fullmatch(r"[0-9a-f]{64}", digest(code))
    assert code.replace("-", "").lower() not in digest(code)


@given(codes)
def test_a_code_fits_a_link(code):
    allowed = set(string.ascii_letters + string.digits + "_-")
    assert len(payload(code)) <= 64
    assert set(payload(code)) <= allowed
    assert normalise(payload(code)) == code


def test_a_vietnamese_keyboard_cannot_spoil_a_code():
    """Telex and VNI change vowels, D and W; a code has none."""
    assert not set("AEIOUYDW") & set(ALPHABET)


def test_every_random_byte_counts_at_the_short_end():
    made = {new_code(byte.to_bytes(RANDOM_BYTES, "big")) for byte in range(2000)}
    assert len(made) == 2000


@pytest.mark.parametrize(
    "text", ["", "ABCD", "C4F7-HJ2K", CODE + "7", "xin chào đồng chí", "EEEE-EEEE-EEEE", "١٢٣٤" * 3]
)
def test_what_cannot_be_a_code_is_none(text):
    assert normalise(text) is None
    with pytest.raises(ValueError, match="not a join code"):
        digest(text)
    with pytest.raises(ValueError, match="not a join code"):
        payload(text)


def test_too_little_randomness_makes_no_code():
    with pytest.raises(ValueError, match="random bytes"):
        new_code(b"\0" * (RANDOM_BYTES - 1))
