"""Who asks: the token in the address, how often, and in whose scope the answer is made."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.views.decorators.csrf import csrf_exempt

from semesta.web.api.openrosa.answers import said
from semesta.web.api.openrosa.limits import (
    GUESS_MOST,
    GUESS_SECONDS,
    PHONE_MOST,
    PHONE_SECONDS,
    is_over,
    too_many,
)  # fmt: skip
from semesta.web.casework.queries.field import Phone, phone_of
from semesta.web.core.access import PUBLIC, Area, needs
from semesta.web.core.acting import acting, acting_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    View = Callable[..., HttpResponseBase]

# Told to a phone, whose language the server does not know: in Indonesian.
UNKNOWN = "Kode akses ini tidak dikenal atau sudah berakhir. Minta kode QR baru kepada koordinator."
ENDED = "Putaran kunjungan ini sudah berakhir: formulir yang terisi masih dapat dikirim."
SLOWLY = "Terlalu banyak permintaan. Tunggu beberapa menit, lalu coba lagi."


def for_phone(*methods: str, fetches: bool = True) -> Callable[[Callable[..., HttpResponse]], View]:
    """The decorated view gets the phone instead of the token, and runs in the agent's scope.

    405 for another method, 403 for a token that opens nothing, or that only sends any more when the view `fetches`; 429
    for too many requests. No cookie is looked at, so no other site can make a browser send anything here.
    """

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def answered_to_phone(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            phone = None
            if request.method not in methods:
                return said("Metode tidak dikenal.", 405)
            address = str(get_adapter(request).get_client_ip(request))
            if not is_over("guess", address, GUESS_MOST, GUESS_SECONDS):
                phone = phone_of(token)
            if phone is None:
                over = too_many("guess", address, GUESS_MOST, GUESS_SECONDS)
                return said(SLOWLY, 429) if over else said(UNKNOWN, 403)
            if too_many("phone", str(phone.agent.pk), PHONE_MOST, PHONE_SECONDS):
                return said(SLOWLY, 429)
            if fetches and not phone.may_fetch:
                return said(ENDED, 403)
            return _as_agent(view, request, phone, kwargs)

        guarded: View = csrf_exempt(needs(PUBLIC, area=Area.NONE, one_transaction=False)(answered_to_phone))
        return guarded

    return decorate


def _as_agent(
    view: Callable[..., HttpResponse], request: HttpRequest, phone: Phone, kwargs: dict[str, Any]
) -> HttpResponse:
    who = acting_of(phone.scope, actor=f"agent-{phone.agent.pk}", purpose="visit homes")
    with acting(who, writes=False):
        return view(request, phone, **kwargs)
