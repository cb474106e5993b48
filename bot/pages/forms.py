"""What a form brings, taken only from our own pages and only up to a size."""

from urllib.parse import parse_qsl

from starlette.requests import Request

MOST_BYTES = 64_000  # four thousand letters of Vietnamese, as a form writes them, and some room


class BadForm(Exception):
    """This cannot be taken; `status` says why, for a page to say it in words."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read(request: Request) -> dict[str, str]:
    """The fields of a form. Raises BadForm: 413 when it is too long, 403 from another site."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise BadForm(403)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise BadForm(413)
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except ValueError:
        raise BadForm(400) from None
    return dict(fields)
