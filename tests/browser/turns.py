"""Requests of the live server take turns: its threads share one SQLite connection in memory, which knows one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_turn = threading.Lock()


def take_turns(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        with _turn:
            return get_response(request)

    return answer
