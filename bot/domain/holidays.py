"""The public holidays of Vietnam: Tết, the substitute days, and the rest of the year."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

_LANGUAGES = {"vi": "vi", "en": "en_US"}


@cache
def public_holidays(year: int, language: str = "vi") -> Mapping[date, str]:
    """The days off of `year`, each with its name; a language we have no names in reads English.

    The source is the `holidays` package: the days of the labour code and, for the years already
    announced, the days moved by the government.
    """
    # here because the package takes 0.2 s and 18 MiB, and not every process plans a month
    from holidays import country_holidays

    names = country_holidays("VN", years=year, language=_LANGUAGES.get(language, "en_US"))
    return MappingProxyType(dict(sorted(names.items())))
