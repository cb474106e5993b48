"""Samples of feedback: as its author sees it, and as those who have to answer it."""

from datetime import timedelta

from bot.cards import feedback, inbox
from bot.cards.feedback import Mine, SendFeedback, Step, Taken
from bot.cards.inbox import AskForward, Waiting
from tools.samples.sample import NOW, UNIT, Sample

WORDS = "Đề nghị sửa mái hội trường, mưa là dột."
ABOVE = "Đảng ủy Trường"
STEPS = (
    Taken(Step.SENT, UNIT, NOW),
    Taken(Step.FORWARDED, ABOVE, NOW + timedelta(days=7)),
)
ANSWERED = (
    *STEPS,
    Taken(
        Step.ANSWERED, ABOVE, NOW + timedelta(days=12), "Đã bố trí kinh phí, sửa trong tháng 12."
    ),
)
ENDS = NOW + timedelta(days=15, hours=9)
SENT = Mine(12, UNIT, WORDS, "sent", ABOVE, ENDS, steps=STEPS)
DONE = Mine(12, UNIT, WORDS, "answered", ABOVE, steps=ANSWERED, ask=True, again=True)
WAITS = Waiting(12, UNIT, WORDS, NOW, ends=ENDS, steps=STEPS)
LATE = Waiting(9, "Chi bộ Văn", "Lịch trực hè chưa hợp lý.", NOW, ends=NOW, overdue=True)

SAMPLES: tuple[Sample, ...] = (
    Sample("Feedback is asked for", feedback.ask_feedback, (UNIT,)),
    Sample(
        "How feedback is sent",
        feedback.shape,
        (UNIT, WORDS, SendFeedback(1, "1a2b3c4d", False, False)),
        {"above": ABOVE},
    ),
    Sample("All my feedback", feedback.my_feedback, ([SENT], 0)),
    Sample("My feedback with every step", feedback.one_of_mine, (SENT,)),
    Sample("The answer, to who asked", feedback.one_of_mine, (DONE,)),
    Sample(
        "What waits for us",
        inbox.inbox,
        (1, ABOVE, [LATE, WAITS], 0),
        {"forward": None, "now": NOW + timedelta(days=3)},
    ),
    Sample(
        "What waits for the cell's own word",
        inbox.inbox,
        (1, UNIT, [Waiting(12, UNIT, WORDS, NOW, author="Nguyễn Thị Mai", at_cell=True)], 0),
        {"forward": AskForward(1), "now": NOW},
    ),
    Sample("One that waits", inbox.waiting_card, (WAITS,), {"now": NOW}),
    Sample("The answer is asked for", inbox.ask_answer, (WAITS,)),
    Sample("Why it goes higher", inbox.ask_escalate, (WAITS, "Đảng ủy phường")),
    Sample("What would go up", inbox.ask_forward, (1, UNIT, ABOVE, [WAITS])),
    Sample("It has gone up", inbox.forwarded, (UNIT, ABOVE, 2)),
)
