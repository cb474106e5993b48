"""How the Bot API says no: a code, a sentence, and sometimes a parameter."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal, in the words Telegram uses; `parameters` may hold retry_after or a new chat id."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        """The envelope that goes over the wire."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(why: str) -> ApiError:
    return ApiError(400, f"Bad Request: {why}")


def forbidden(why: str) -> ApiError:
    return ApiError(403, f"Forbidden: {why}")


def conflict(why: str) -> ApiError:
    return ApiError(409, f"Conflict: {why}")


def too_many(retry_after: int) -> ApiError:
    """`retry_after` is in whole seconds, as Telegram counts them."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
