"""A stock python-telegram-bot application that answers a tap, edits the card and stores nothing.

    python -m benchmarks.stock_bot --api http://127.0.0.1:8081 --token 1:A --mode polling

What our own bot is measured beside: everything is the library's default but the few knobs below.
"""

import argparse
import asyncio

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes
from telegram.request import BaseRequest

TITLE = "<b>Chi bộ Trường Tiểu học Nguyễn Văn Trỗi</b>"
BODY = "Họp chi bộ tháng 12\n19:30 thứ Năm, 03/12/2026\nHội trường A\n\nĐồng chí đã trả lời: {}"
LABELS = ("Có mặt", "Trực tuyến", "Đến muộn", "Xin vắng")


async def tapped(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer the tap, then show the card again with the answer on it."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    _, meeting, answer = query.data.split(":")
    await query.answer("Đã ghi nhận")
    await query.edit_message_text(
        f"{TITLE}\n{BODY.format(answer)}", parse_mode="HTML", reply_markup=keyboard(meeting)
    )


def keyboard(meeting: str) -> InlineKeyboardMarkup:
    """The buttons under an invitation."""
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"rsvp:{meeting}:{position}")]
            for position, label in enumerate(LABELS)
        ]
    )


def main() -> None:
    """Run until SIGTERM."""
    asked = _arguments()
    if asked.loop == "uvloop":
        import uvloop  # only here: what is not used would still take memory

        asyncio.set_event_loop(uvloop.new_event_loop())
    builder = Application.builder().token(asked.token).base_url(f"{asked.api}/bot")
    if asked.client == "aiohttp":
        from bot.channels.telegram_http import AioHttpRequest

        calls: BaseRequest = AioHttpRequest()
        polls: BaseRequest = AioHttpRequest(connections=1)
        builder = builder.request(calls).get_updates_request(polls)
    application = builder.concurrent_updates(asked.concurrent).build()
    application.add_handler(CallbackQueryHandler(tapped))
    if asked.mode == "polling":
        application.run_polling()
        return
    application.run_webhook(
        listen="127.0.0.1",
        port=asked.port,
        url_path=asked.path,
        webhook_url=f"http://127.0.0.1:{asked.port}/{asked.path}",
        secret_token=asked.secret,
    )


def _arguments() -> argparse.Namespace:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--api", required=True, help="base address of the Bot API server")
    wanted.add_argument("--token", required=True)
    wanted.add_argument("--mode", choices=("webhook", "polling"), default="webhook")
    wanted.add_argument("--port", type=int, default=8443, help="where the webhook listens")
    wanted.add_argument("--path", default="hook", help="path of the webhook")
    wanted.add_argument("--secret", default="secret", help="secret of the webhook")
    wanted.add_argument("--client", choices=("stock", "aiohttp"), default="stock")
    wanted.add_argument("--loop", choices=("asyncio", "uvloop"), default="asyncio")
    wanted.add_argument("--concurrent", type=int, default=1, help="updates handled at once")
    return wanted.parse_args()


if __name__ == "__main__":
    main()
