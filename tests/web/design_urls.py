"""Names of addresses that the frame of every page asks for."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("", nothing, name="home"),
    path("bahasa/", nothing, name="choose_language"),
    path("jabatan/", nothing, name="choose_post"),
    path("masuk/", nothing, name="account_login"),
    path("keluar/", nothing, name="account_logout"),
]
