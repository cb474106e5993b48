"""Everything that may differ between two installations."""

import difflib
import logging
import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "BOT_"
BESIDE_THE_PROGRAM = frozenset({"BOT_TEST_POSTGRES_URL"})
LOG_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


class BadSettings(Exception):
    """The settings cannot be used; the text is one line that says what to mend."""


class Settings(BaseSettings):
    """The settings of one installation, built once at the start and handed down."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    database_url: str = "sqlite:///data/sinhhoat.db"
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    telegram_rate: float = Field(default=25, gt=0, le=30)
    public_url: str | None = None
    webhook_secret: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    timezone: str = "Asia/Ho_Chi_Minh"
    locale: str = "vi"
    log_level: str = "info"
    log_format: str = "text"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from `load` alone, which has read the environment and the files."""
        return (init_settings,)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except Exception:
            raise ValueError("is not a time zone; an example is Asia/Ho_Chi_Minh") from None
        return name

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, name: str) -> str:
        if name not in {"vi", "en"}:
            raise ValueError("must be vi or en")
        return name

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, name: str) -> str:
        if name.lower() not in LOG_LEVELS:
            raise ValueError("must be debug, info or warning")
        return name.lower()

    @field_validator("log_format")
    @classmethod
    def _known_format(cls, name: str) -> str:
        if name.lower() not in {"text", "json"}:
            raise ValueError("must be text or json")
        return name.lower()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, text: str) -> str:
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            raise ValueError("is not a database address") from None
        if url.get_backend_name() not in {"sqlite", "postgresql"}:
            raise ValueError("must begin with sqlite:/// or postgresql://")
        if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
            raise ValueError("must name a file, such as sqlite:///data/sinhhoat.db")
        return text

    @field_validator("telegram_api", "public_url")
    @classmethod
    def _web_address(cls, text: str | None) -> str | None:
        if text is None:
            return None
        if not text.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        parts = urlsplit(text)
        if not parts.hostname or parts.query or parts.fragment or any(c.isspace() for c in text):
            raise ValueError("must be a plain address, such as https://meetings.example.org")
        return text.rstrip("/")

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        number, colon, rest = token.get_secret_value().partition(":")
        if not (number.isdigit() and colon and rest):
            raise ValueError("does not look like a token; BotFather gives one such as 123456:ABC…")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _secret_shape(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is None:
            return None
        text = secret.get_secret_value()
        if not (8 <= len(text) <= 256 and text.replace("-", "").replace("_", "").isalnum()):
            raise ValueError("needs 8 to 256 letters, digits, - and _")
        return secret

    @property
    def sqlite_file(self) -> Path | None:
        """The database file, or None when the database is PostgreSQL."""
        url = make_url(self.database_url)
        if url.get_backend_name() != "sqlite":
            return None
        return Path(str(url.database))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def load(environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Read the settings from `environ` over the file `dotenv`.

    `BOT_X_FILE` names a file that holds the value of `BOT_X`. Raises BadSettings with one line
    for the first fault found, the most helpful first.
    """
    found = _of_file(dotenv) if dotenv is not None else {}
    found.update(os.environ if environ is None else environ)
    given = {name: text for name, text in found.items() if name.startswith(PREFIX)}
    return _build(_with_files(given))


def _of_file(dotenv: Path) -> dict[str, str]:
    try:
        lines = dotenv.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError):
        raise BadSettings(
            f"{dotenv} cannot be read; it must be a file of text in UTF-8 that you may open."
        ) from None
    values = dotenv_values(stream=StringIO(lines))
    return {name: text for name, text in values.items() if text is not None}


def _with_files(given: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, text in given.items():
        if name in BESIDE_THE_PROGRAM:
            continue
        plain = name.removesuffix("_FILE")
        _check_known(name, plain)
        if text == "":  # as if it were not there: a compose file cannot leave a name out
            continue
        if plain == name:
            values[plain] = text
        elif given.get(plain):
            raise BadSettings(f"{plain} and {name} are both set; keep one of them.")
        else:
            values[plain] = _content(name, text)
    return values


def _content(name: str, path: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError, ValueError):
        raise BadSettings(f"{name} names a file that cannot be read: {path}") from None
    if not text:
        raise BadSettings(f"{name} names an empty file: {path}")
    return text


def _check_known(name: str, plain: str) -> None:
    known = [field.upper() for field in Settings.model_fields]
    bare = plain.removeprefix(PREFIX)
    if bare in known:
        return
    words = set(bare.split("_"))
    near = [each for each in known if words <= set(each.split("_"))]  # BOT_TOKEN, say
    near += difflib.get_close_matches(bare, known, n=1, cutoff=0.5)
    hint = f" Did you mean {PREFIX}{near[0]}?" if near else " README.md lists the settings."
    raise BadSettings(f"There is no setting {name}.{hint}")


def _build(values: Mapping[str, str]) -> Settings:
    fields: dict[str, Any] = {name.removeprefix(PREFIX).lower(): v for name, v in values.items()}
    try:
        return Settings(**fields)
    except ValidationError as faulty:
        first = faulty.errors(include_url=False, include_input=False)[0]
        name = PREFIX + str(first["loc"][0]).upper()
        said = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input ")
        raise BadSettings(f"{name} {said[0].lower()}{said[1:]}.") from None
