"""Addresses of the plain pages, below /plain/."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("", home, name="plain_home")]
