"""Answers that are not the object asked for: a status and a body in the shape that NetBox gives it."""

from __future__ import annotations

import platform
from typing import Any


class ApiError(Exception):
    """Ends the request with this status and body."""

    def __init__(self, status: int, body: Any) -> None:
        self.status = status
        self.body = body
        super().__init__(f"{status}: {body}")


class InvalidError(ApiError):
    """Data that NetBox refuses: messages by field (`__all__` for the object as a whole), or one such map per object."""

    def __init__(self, errors: Any) -> None:
        super().__init__(400, errors)
        self.errors = errors


class FieldError(Exception):
    """What is wrong with one value."""

    def __init__(self, *messages: str) -> None:
        self.messages = list(messages)
        super().__init__(*messages)


def detail(status: int, text: str) -> ApiError:
    """An error that is told in one sentence."""
    return ApiError(status, {"detail": text})


def denied() -> ApiError:
    """The user or the token may not do this."""
    return detail(403, "You do not have permission to perform this action.")


def missing(object_name: str) -> ApiError:
    """No such object, or none that the user may see."""
    return detail(404, f"No {object_name} matches the given query.")


def conflict(exception: str, text: str) -> ApiError:
    """The server error that NetBox gives where the database refuses what validation let through."""
    return ApiError(
        500,
        {
            "error": text,
            "exception": exception,
            "netbox_version": "4.4.10",
            "python_version": platform.python_version(),
        },
    )


def broken(message: str, field: str = "__all__") -> InvalidError:
    """The answer for a rule that does not hold."""
    return InvalidError({field: [message]})
