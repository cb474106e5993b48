"""How pages are made of templates, and the headers that hold what a page may do."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.i18n import LANGUAGES, Speech

HERE = Path(__file__).parent
STATIC = HERE / "static"

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def headers(*, framed: bool) -> dict[str, str]:
    """Nothing from elsewhere, no script but our own, nothing kept by anybody between.

    `framed` pages of ours may show each other in frames.
    """
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
    )
    frames = "frame-src 'self'; frame-ancestors 'self'" if framed else "frame-ancestors 'none'"
    return {
        "Content-Security-Policy": policy + frames,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def page(
    request: Request,
    name: str,
    t: Speech,
    *,
    status: int = 200,
    framed: bool = False,
    **values: Any,
) -> HTMLResponse:
    """A page of the template `name`, in the language of `t`."""
    root = request.scope.get("root_path", "")
    text = template(name).render(t=t, root=root, lang=t.language, **values)
    return HTMLResponse(text, status_code=status, headers=headers(framed=framed))


@cache
def template(name: str) -> Template:
    return _ENVIRONMENT.get_template(name)


def language_of(request: Request, home: str) -> str:
    """The first language of ours that a browser asks for, else the installation's."""
    for part in request.headers.get("accept-language", "").split(","):
        language = part.strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return home
