"""A bare Starlette form that stores nothing: what a tap on the web is measured beside.

    python -m benchmarks.stock_form PORT

It reads the form that our page posts and answers with the card as it would be shown.
"""

import sys
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

CARD = """\
<article id="b{id}"><h2>Chi bộ Trường Tiểu học số 1: họp thứ Năm, 03/12/2026</h2>
<p>Thời gian: 19:30 thứ Năm, 03/12/2026
Địa điểm: Hội trường A

Đồng chí trả lời: {answer}</p>
<form method="post" action="/tap"><button name="wire" value="1">Có mặt</button>
<button name="wire" value="2">Trực tuyến</button><button name="wire" value="3">Đến muộn</button>
<button name="wire" value="4">Xin vắng</button></form></article>"""


async def tap(request: Request) -> JSONResponse:
    """Show the card again with the answer on it."""
    fields = dict(parse_qsl((await request.body()).decode()))
    html = CARD.format(id=fields["message"], answer=fields["wire"])
    return JSONResponse({"changes": [{"id": 1, "seq": 2, "kind": "card", "html": html}]})


async def ready(request: Request) -> JSONResponse:
    """Say that it runs."""
    return JSONResponse({"ok": True})


app = Starlette(
    routes=[Route("/tap", tap, methods=["POST"]), Route("/healthz", ready, methods=["GET"])]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", loop="uvloop")
