"""What was marked since a card was drawn."""

from storage.staled import REMEMBERED, Staled


def test_only_what_was_marked_afterwards_counts() -> None:
    staled = Staled()
    staled.note("inv:1", None)
    drawn = staled.count

    assert not staled.since(drawn, "inv:1", 7)
    staled.note("inv:1", None)
    assert staled.since(drawn, "inv:1", 7)
    assert not staled.since(drawn, "inv:2", 7)


def test_a_mark_for_one_person_leaves_the_others_alone() -> None:
    staled = Staled()
    staled.note("inv:1", 8)

    assert staled.since(0, "inv:1", 8)
    assert not staled.since(0, "inv:1", 7)
    assert staled.since(0, "inv:1")


def test_lists_are_marked_by_how_they_begin() -> None:
    staled = Staled()
    staled.note_lists(("rc:5:", "rcp:5:"), frozenset({7}))

    assert staled.since(0, "rc:5:t:-1:0", 7)
    assert not staled.since(0, "rc:55:t:-1:0", 7)
    assert not staled.since(0, "rc:5:t:-1:0", 8)


def test_what_is_too_long_ago_to_be_known_counts_as_marked() -> None:
    staled = Staled()
    for _ in range(REMEMBERED + 1):
        staled.note("inv:1", None)

    assert staled.since(0, "inv:2", 7)
    assert not staled.since(1, "inv:2", 7)
