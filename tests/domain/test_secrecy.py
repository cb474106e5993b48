"""Secret documents stay out; honey and passwords may come in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.refusal import Refused
from bot.domain.secrecy import check_not_secret, marking


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("ĐẢNG BỘ TRƯỜNG\n  TỐI MẬT  \nSố 12-NQ/ĐU", "TỐI MẬT"),
        ("Kính gửi các đồng chí\r\n[MẬT]\r\nNội dung", "MẬT"),
        ("*** TUYỆT  MẬT ***", "TUYỆT MẬT"),
        ("“MẬT”.", "MẬT"),
        ("_MẬT_", "MẬT"),
        ("🔒 MẬT 🔒", "MẬT"),
        ("- MẬT", "MẬT"),
        ("M Ậ T", "MẬT"),
        ("T Ố I   M Ậ T", "TỐI MẬT"),
        ("M\u200bẬ\u200dT", "MẬT"),
        ("MA\u034f\u0323\u0302T", "MẬT"),
        ("MÂ\u0323T", "MẬT"),
        ("ＭẬＴ", "MẬT"),
        ("ĐẢNG ỦY\tMẬT", "MẬT"),
        ("| TỐI MẬT | Số 5 |", "TỐI MẬT"),
        ("/feedback TỐI MẬT", "TỐI MẬT"),
        ("/themhop 28/11 19:30; TỐI MẬT; Hội nghị", "TỐI MẬT"),
        ("/chuongtrinh MẬT; 10; Nội dung", "MẬT"),
        ("TỐI MẬT: đi dự hội nghị số 12", "TỐI MẬT"),
        ("/vang MẬT - họp riêng", "MẬT"),
        ("/ykien@sinhhoatbot\nMẬT\nBáo cáo", "MẬT"),
        ("Độ mật: MẬT", "MẬT"),
        ("ĐỘ MẬT: TUYỆT MẬT. Số 7", "TUYỆT MẬT"),
        ("Mức độ mật - TỐI MẬT, không phổ biến", "TỐI MẬT"),
        ("Độ mật MẬT", "MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("Tài liệu, độ mật: “Mật”", "MẬT"),
        ("TOI MAT", "TỐI MẬT"),
        ("TUYET MAT!", "TUYỆT MẬT"),
        ("DO MAT: MAT", "MẬT"),
        ("Do mat: TOI MAT", "TỐI MẬT"),
    ],
)
def test_a_marking_is_seen(text, level):
    assert marking(text) == level
    assert marking(unicodedata.normalize("NFD", text)) == level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Giữ bảo mật thông tin",
        "TĂNG CƯỜNG BẢO MẬT",
        "mật độ dân số",
        "MẬT ĐỘ XÂY DỰNG",
        "Mật độ: 12 người",
        "Bán mật ong rừng",
        "MẬT ONG RỪNG, 200 nghìn",
        "MẬT ONG",
        "Mật",
        "mật khẩu\nMẬT KHẨU MỚI",
        "Chống lộ tài liệu MẬT, TỐI MẬT, TUYỆT MẬT theo luật",
        "Độ mật là gì?",
        "Độ mật: không",
        "Độ mật: mật mã do ai đặt thì hỏi người ấy",
        "TÔI MẤT",
        "MẮT",
        "MAT",
        "do mat tien TOI MAT het",
        "mật ong, nồng độ mật cao",
        "/feedback Về bảo mật",
        "CHIẾN LƯỢC TUYỆT MẬTT",
    ],
)
def test_other_words_pass(text):
    assert marking(text) is None
    check_not_secret(text)
    check_not_secret(unicodedata.normalize("NFD", text))


def test_the_refusal_names_the_marking_and_says_to_delete_the_message():
    with pytest.raises(Refused) as refused:
        check_not_secret("TỐI MẬT\nKế hoạch")
    assert refused.value.values == {"marking": "TỐI MẬT"}
    assert "delete" in str(refused.value)
    assert "117/2025/QH15" in str(refused.value)
    assert "Kế hoạch" not in str(refused.value)


around = st.text("()[]{}<>«»“”\"'*-–—.,:;!=~ 0123456789\u200b\u00a0", max_size=12)
lines = st.lists(st.text(max_size=20), max_size=3).map("\n".join)


@given(lines, around, st.sampled_from(["MẬT", "TỐI MẬT", "TUYỆT MẬT"]), around, lines)
def test_no_decoration_hides_a_marking_on_its_own_line(above, before, level, after, below):
    assert marking(f"{above}\n{before}{level}{after}\n{below}") is not None


@given(st.text("abc xyzđêộ mậtMẬTĐỘ:-\n", max_size=60))
def test_small_letters_alone_are_never_a_marking(text):
    if "ộ" not in text.lower():
        assert marking(text.lower()) is None
