"""The words people answer with: what a secretary writes down, and what members type themselves."""

import re

from bot.domain.answers import Answer, Reason
from bot.domain.names import fold

_SAID = {
    Answer.PRESENT: (
        "present; presence; yes; y; come; comes; coming; will come; in person; attend; attends; "
        "attending; co mat; co; co den; co di; co du; den; se den; di; di du; du; du hop; tham du; "
        "tham gia; truc tiep; du truc tiep; den du"
    ),
    Answer.ONLINE: (
        "online; joins online; join online; ask to join online; remote; remotely; zoom; "
        "truc tuyen; du truc tuyen; xin truc tuyen; xin du truc tuyen; hop truc tuyen; "
        "tham gia truc tuyen; qua mang"
    ),
    Answer.LATE: "late; comes late; will be late; muon; den muon; di muon; tre; den tre; di tre",
    Answer.ABSENT: (
        "absent; absence; no; n; away; not coming; cannot come; can't come; excused; vang; "
        "vang mat; xin vang; bao vang; nghi; xin nghi; khong; khong den; khong di; khong du; "
        "khong du duoc; khong den duoc; xin phep; xin phep vang; vang co phep; vang co ly do"
    ),
}
_WHY = {
    Reason.SICK: (
        "ill; illness; sick; sickness; unwell; om; bi om; dang om; benh; bi benh; suc khoe"
    ),
    Reason.FAMILY: (
        "family; family matter; family matters; viec gia dinh; gia dinh; viec nha; "
        "co viec gia dinh; chuyen gia dinh"
    ),
    Reason.TRAVEL: (
        "business trip; trip; travel; travelling; on a business trip; di cong tac; cong tac; "
        "ban cong tac"
    ),
    Reason.SHIFT: "shift; on shift; work shift; truc ca; truc; ca truc; di ca; di truc; ban truc",
    Reason.FAR: (
        "far; far away; working far away; far away, working far away; o xa; lam xa; lam viec xa; "
        "di lam xa; o xa, lam viec xa"
    ),
    Reason.SUMMER_BREAK: "summer; summer break; summer holiday; nghi he; he; dang nghi he",
}
_ANSWERS = {word: answer for answer, words in _SAID.items() for word in words.split("; ")}
_REASONS = {word: reason for reason, words in _WHY.items() for word in words.split("; ")}


def answer_in(text: str) -> Answer | None:
    """The answer somebody means by `text`, in either language, with or without diacritics."""
    return _ANSWERS.get(_bare(text))


def reason_in(text: str) -> Reason | None:
    """The known reason that `text` names, None for one that is only in its writer's words."""
    return _REASONS.get(_bare(text))


# What stands around an answer and changes nothing of it.
_AROUND = re.compile(
    r"^(?:(?:da|vang|thua|em|e|toi|minh|chung toi|xin thong bao|bao cao|dong chi|dc|se) )+|"
    r"(?: (?:a|ah|nhe|nha|roi|duoc|duoc roi|dong chi|day|thoi|buoi nay|hop|hop nhe))+$"
)
# Without their marks these mean two things: vâng and vắng, muộn and muốn, bận and bạn.
_UNCLEAR = frozenset(
    {"vang", "muon", "ban", "truc", "da", "co", "khong", "tre", "nghi", "di", "du", "den"}
    | {"y", "n", "no", "khong vang", "khong nghi", "co vang"}
)
_PARTICLES = re.compile(r"(?: (?:ạ|nhé|nha))+$")  # after a word with its marks: "vắng ạ"
_MARKED = {
    "vắng": Answer.ABSENT,
    "vâng": Answer.PRESENT,
    "vâng ạ": Answer.PRESENT,
    "dạ có": Answer.PRESENT,
    "có": Answer.PRESENT,
    "có ạ": Answer.PRESENT,
    "muộn": Answer.LATE,
    "trễ": Answer.LATE,
    "đi": Answer.PRESENT,
    "dự": Answer.PRESENT,
    "nghỉ": Answer.ABSENT,
    "không": Answer.ABSENT,
}


def typed_answer(text: str) -> Answer | None:
    """The answer a member clearly means by words typed instead of a tap; None when unclear.

    A word that means two things without its diacritics is unclear without them, and so is
    anything that says more than an answer. Never a guess: absent may not become present.
    """
    words = " ".join(text.split()).strip(" .,!").lower()
    polite = _PARTICLES.sub("", words)
    if words in _MARKED or polite in _MARKED:
        return _MARKED.get(words) or _MARKED[polite]
    whole = _bare(text)
    if whole in _UNCLEAR:
        return None
    if whole in _ANSWERS:
        return _ANSWERS[whole]
    inner = _AROUND.sub("", _AROUND.sub("", whole)).strip()
    if inner in _UNCLEAR:
        return _MARKED.get(_without_around(words)) or _going(whole)
    return _ANSWERS.get(inner)


def is_unclear(text: str) -> bool:
    """Whether the whole text is a word that means two things without its marks."""
    return _bare(text) in _UNCLEAR


def _going(whole: str) -> Answer | None:
    """`toi di duoc roi`: who says that they can go has said enough without a mark."""
    can = re.search(r"\b(?:di|du|den) duoc\b", whole)
    return Answer.PRESENT if can and not re.search(r"\b(?:khong|chua|ko|k)\b", whole) else None


def _without_around(words: str) -> str:
    return re.sub(r"^(?:(?:dạ|thưa|em|tôi|mình) )+|(?: (?:ạ|nhé|nha|rồi))+$", "", words)


def _bare(text: str) -> str:
    return fold(text).strip(" .,!:-")
