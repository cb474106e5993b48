"""Settings: where they come from, which one counts, and what is said about a wrong one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import BadSettings, Settings, load

TOKEN = "7000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


def refused(environ: dict[str, str], dotenv: Path | None = None) -> str:
    with pytest.raises(BadSettings) as wrong:
        load(environ, dotenv)
    line = str(wrong.value)
    assert "\n" not in line
    return line


def test_without_any_setting_the_defaults_hold():
    settings = load({}, None)
    assert settings.database_url == "sqlite:///data/sinhhoat.db"
    assert settings.sqlite_file == Path("data/sinhhoat.db")
    assert (settings.telegram_token, settings.public_url) == (None, None)
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert (str(settings.zone), settings.locale) == ("Asia/Ho_Chi_Minh", "vi")


def test_the_environment_goes_over_the_file(tmp_path):
    (tmp_path / ".env").write_text('BOT_LOCALE=en\nBOT_WEB_PORT="0"\n# BOT_NONSENSE=1\nPATH=/x\n')
    settings = load({"BOT_LOCALE": "vi"}, tmp_path / ".env")
    assert (settings.locale, settings.web_port) == ("vi", 0)


def test_a_file_from_windows_will_do(tmp_path):
    (tmp_path / ".env").write_bytes("\ufeffBOT_LOCALE=en\r\nBOT_WEB_PORT=0\r\n".encode())
    settings = load({}, tmp_path / ".env")
    assert (settings.locale, settings.web_port) == ("en", 0)


def test_no_file_at_all_will_do_too(tmp_path):
    assert load({}, tmp_path / ".env") == load({}, None)


def test_a_file_in_another_encoding_is_one_line(tmp_path):
    (tmp_path / ".env").write_text("BOT_LOCALE=en", encoding="utf-16")
    assert "must be a file of text in UTF-8" in refused({}, tmp_path / ".env")


def test_a_folder_in_its_place_is_one_line(tmp_path):
    (tmp_path / ".env").mkdir()
    assert "cannot be read" in refused({}, tmp_path / ".env")


def test_a_value_may_stand_in_a_file_of_its_own(tmp_path):
    (tmp_path / "token").write_text(f"{TOKEN}\r\n", encoding="utf-8-sig")
    settings = load({"BOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}, None)
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_every_setting_may_stand_in_a_file_of_its_own(tmp_path):
    for name, field in Settings.model_fields.items():
        if field.default is None:
            continue
        (tmp_path / name).write_text(f"{field.default}\n")
        settings = load({f"BOT_{name.upper()}_FILE": str(tmp_path / name)}, None)
        assert getattr(settings, name) == field.default


def test_a_value_and_a_file_of_it_are_one_too_many(tmp_path):
    (tmp_path / "token").write_text(TOKEN)
    said = refused(
        {"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}
    )
    assert said == (
        "BOT_TELEGRAM_TOKEN and BOT_TELEGRAM_TOKEN_FILE are both set; keep one of them."
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "odd").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").write_text("\n")
    for path in (tmp_path / "nowhere", tmp_path, tmp_path / "odd"):
        said = refused({"BOT_TELEGRAM_TOKEN_FILE": str(path)})
        assert said == f"BOT_TELEGRAM_TOKEN_FILE names a file that cannot be read: {path}"
    said = refused({"BOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "empty")})
    assert said == f"BOT_TELEGRAM_TOKEN_FILE names an empty file: {tmp_path}/empty"


def test_empty_is_as_good_as_absent():
    names = [f"BOT_{name.upper()}{end}" for name in Settings.model_fields for end in ("", "_FILE")]
    assert load(dict.fromkeys(names, ""), None) == load({}, None)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("BOT_LOCAL", "BOT_LOCALE"),
        ("BOT_TOKEN", "BOT_TELEGRAM_TOKEN"),
        ("BOT_TELEGRAM_TOKN_FILE", "BOT_TELEGRAM_TOKEN"),
        ("BOT_DATABASE", "BOT_DATABASE_URL"),
        ("BOT_PORT", "BOT_WEB_PORT"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name, near):
    assert refused({name: "x"}) == f"There is no setting {name}. Did you mean {near}?"


def test_a_name_that_is_like_none_points_to_the_list():
    assert refused({"BOT_X": "1"}) == "There is no setting BOT_X. README.md lists the settings."


def test_names_without_our_prefix_are_none_of_our_business():
    assert load({"ROBOT_LOCALE": "xx", "HOME": "/"}, None) == load({}, None)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_DATABASE_URL", "data.db", "is not a database address"),
        ("BOT_DATABASE_URL", "mysql://host/x", "must begin with sqlite:/// or postgresql://"),
        ("BOT_DATABASE_URL", "sqlite://", "must name a file"),
        ("BOT_DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("BOT_DATABASE_URL", "postgresql://host:port/x", "is not a database address"),
        ("BOT_TELEGRAM_TOKEN", "abc", "does not look like a token"),
        ("BOT_TELEGRAM_TOKEN", "12345:", "does not look like a token"),
        ("BOT_TELEGRAM_API", "api.telegram.org", "must begin with https://"),
        ("BOT_TELEGRAM_RATE", "0", "greater than 0"),
        ("BOT_TELEGRAM_RATE", "31", "less than or equal to 30"),
        ("BOT_TELEGRAM_RATE", "nan", "should be less than or equal to 30"),
        ("BOT_TELEGRAM_RATE", "many", "valid number"),
        ("BOT_PUBLIC_URL", "hop.example.vn", "must begin with https://"),
        ("BOT_PUBLIC_URL", "https://", "must be a plain address"),
        ("BOT_PUBLIC_URL", "https://hop.example.vn/?x=1", "must be a plain address"),
        ("BOT_PUBLIC_URL", "https://hop.example.vn/a b", "must be a plain address"),
        ("BOT_WEBHOOK_SECRET", "short", "needs 8 to 256"),
        ("BOT_WEBHOOK_SECRET", "with spaces in it", "needs 8 to 256"),
        ("BOT_WEB_PORT", "http", "valid integer"),
        ("BOT_WEB_PORT", "65536", "less than or equal to 65535"),
        ("BOT_WEB_PORT", "-1", "greater than or equal to 0"),
        ("BOT_TIMEZONE", "Hanoi", "is not a time zone; an example is Asia/Ho_Chi_Minh"),
        ("BOT_TIMEZONE", "../etc/passwd", "is not a time zone"),
        ("BOT_LOCALE", "fr", "must be vi or en"),
        ("BOT_LOG_LEVEL", "loud", "must be debug, info or warning"),
        ("BOT_LOG_FORMAT", "xml", "must be text or json"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_its_setting(name, value, said):
    line = refused({name: value})
    assert line.startswith(f"{name} ")
    assert said in line


def test_an_address_may_end_with_a_slash():
    assert load({"BOT_PUBLIC_URL": "https://hop.example.vn/"}, None).public_url == (
        "https://hop.example.vn"
    )


def test_the_level_of_the_log_in_any_case():
    assert load({"BOT_LOG_LEVEL": "DEBUG"}, None).log_level == "debug"


def test_postgresql_has_no_file():
    assert load({"BOT_DATABASE_URL": "postgresql://bot@db/hop"}, None).sqlite_file is None


def test_secrets_are_not_shown_with_the_settings():
    settings = load({"BOT_TELEGRAM_TOKEN": TOKEN, "BOT_WEBHOOK_SECRET": "a-secret-1"}, None)
    assert "AAHdq" not in repr(settings)
    assert "a-secret" not in repr(settings)


NAMES = st.sampled_from([f"BOT_{name.upper()}" for name in Settings.model_fields])
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(st.dictionaries(NAMES, TEXTS | st.sampled_from(["https://[", "1e999", "sqlite:///%"])))
def test_whatever_stands_there_is_settings_or_one_line(environ):
    said = ""
    try:
        load(environ, None)
    except BadSettings as wrong:
        said = str(wrong)
    assert not said or said.startswith("BOT_")
    assert len(said.splitlines()) <= 1
