"""The words with which a secretary writes down what somebody said over the telephone."""

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


def _bare(text: str) -> str:
    return fold(text).strip(" .,!:-")
