"""sinhhoat invites: a code and a link for everybody who has none, as a table to print."""

import asyncio
import csv
import io
from dataclasses import replace

from bot.commands import invites
from bot.commands.installation import home

ROSTER = (
    "DU,Đảng ủy,committee",
    "CB1,Chi bộ Toán,,DU,Trần Thị Mai,secretary,,,,mai",
    "CB1,,,,Lê Văn Bình",
    "DU,,,,Trần Thị Mai,committee_member,,,,mai",
    "CB1,,,,Đỗ Văn Dũng,monitor,,,,dung",
    "DU,,,,Đỗ Văn Dũng,secretary,,,,dung",
)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_everybody_gets_one_line_with_a_code_and_a_link(shell):
    shell.sets(BOT_PUBLIC_URL="https://hop.example.vn/")
    shell.runs("import", shell.writes("roster.csv", *ROSTER))
    done = shell.runs("invites")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "unit_code,full_name,code,link"
    lines = table(done.out)
    assert [(line["unit_code"], line["full_name"]) for line in lines] == [
        ("CB1", "Trần Thị Mai"),
        ("CB1", "Lê Văn Bình"),
        ("DU", "Đỗ Văn Dũng"),
    ]
    assert all(line["link"] == f"https://hop.example.vn/j/{line['code']}" for line in lines)
    assert len({line["code"] for line in lines}) == 3


def test_for_excel_the_table_begins_with_a_mark(shell):
    shell.runs("import", shell.writes("roster.csv", *ROSTER))
    plain, marked = shell.runs("invites").out, shell.runs("invites", "--excel").out
    assert plain.startswith("unit_code")
    assert marked.startswith("\ufeffunit_code")
    assert marked.count("\ufeff") == 1
    assert "Trần Thị Mai" in marked


def test_one_unit_alone_in_any_spelling_of_its_code(shell):
    shell.runs("import", shell.writes("roster.csv", *ROSTER, "CB2,,,,Ngô Thị Lan"))
    lines = table(shell.runs("invites", "--unit", "cb2").out)
    assert [(line["unit_code"], line["full_name"]) for line in lines] == [("CB2", "Ngô Thị Lan")]
    of_committee = table(shell.runs("invites", "--unit", "DU").out)
    assert {line["full_name"] for line in of_committee} == {"Trần Thị Mai", "Đỗ Văn Dũng"}


def test_an_unknown_unit_names_the_nearest(shell):
    shell.runs("import", shell.writes("roster.csv", *ROSTER))
    done = shell.runs("invites", "--unit", "CB11")
    assert done.code == 2
    assert done.said == "There is no unit CB11; did you mean CB1?"


def test_names_with_commas_and_marks_stay_whole_in_any_locale(alone):
    text = 'unit_code,full_name\n"CB, số 1","Trần ""Bình"" Minh"\n'
    (alone.folder / "roster.csv").write_text(text, encoding="utf-8")
    alone.runs("import", "roster.csv")
    done = alone.ends(alone.starts("invites", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"))
    [line] = table(done.out)
    assert (line["unit_code"], line["full_name"]) == ("CB, số 1", 'Trần "Bình" Minh')


def test_without_an_address_and_a_token_links_are_empty_and_that_is_said(alone):
    alone.runs("import", alone.writes("roster.csv", *ROSTER))
    done = alone.runs("invites")
    assert done.code == 0
    assert "set BOT_PUBLIC_URL or BOT_TELEGRAM_TOKEN" in done.err
    assert {line["link"] for line in table(done.out)} == {""}


async def test_telegram_is_asked_once_for_the_name_in_the_links(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    await asyncio.to_thread(alone.runs, "import", alone.writes("roster.csv", *ROSTER))
    assert api.calls == []
    done = await asyncio.to_thread(alone.runs, "invites")
    assert done.err == ""
    for line in table(done.out):
        assert line["link"] == f"https://t.me/sinhhoat_bot?start={line['code']}"
    assert [call.method for call in api.calls] == ["getMe"]


async def test_while_telegram_is_away_the_codes_come_without_links(alone, api):
    alone.sets(BOT_TELEGRAM_TOKEN=api.token, BOT_TELEGRAM_API=api.url)
    await asyncio.to_thread(alone.runs, "import", alone.writes("roster.csv", *ROSTER))
    api.outage(True)
    done = await asyncio.to_thread(alone.runs, "invites")
    assert done.code == 0
    assert len(table(done.out)) == 3
    assert done.err.startswith("The links are empty. Telegram does not answer at ")
    assert api.token.partition(":")[2] not in done.err


async def test_a_code_lets_its_person_in_and_then_needs_no_other(world, settings):
    await world.member("Trần Thị Mai")
    place = replace(home(settings), telegram_name="sinhhoat_bot")
    async with world.bots.database.transaction() as db:
        [(_, name, _, link)] = await invites.make(db, None, place, now=world.clock.time)
    phone = world.phone(name)
    await phone.opens(link)
    await phone.presses_data(phone.newest.buttons[0].callback_data)
    async with world.bots.database.transaction() as db:
        assert await invites.make(db, None, place, now=world.clock.time) == []


def test_when_everyone_has_joined_there_is_only_the_header(alone):
    alone.runs("import", alone.writes("roster.csv", "CB1,Chi bộ Toán"))
    done = alone.runs("invites")
    assert done.out == "unit_code,full_name,code,link\n"
    assert done.err == "Nobody waits for a code: everyone has an account.\n"


def test_without_a_database_the_roster_comes_first(alone):
    done = alone.runs("invites")
    assert done.code == 1
    assert "first import a roster" in done.said
    assert not (alone.folder / "data").exists()


def test_each_run_makes_new_codes_and_the_old_ones_stay(alone):
    alone.runs("import", alone.writes("roster.csv", *ROSTER))
    first, second = (table(alone.runs("invites").out) for _ in range(2))
    assert not {line["code"] for line in first} & {line["code"] for line in second}
