"""An officer at a desk over plain HTTP: signs in, opens pages, sends their forms; and what a page says, as text."""

from __future__ import annotations

import html
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from urllib.error import HTTPError


class Desk:
    """Somebody who is signed in at `address`."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.address, self.token = address, ""
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.get("/masuk/")
        self.post("/masuk/", login=user, password=password)
        assert "/masuk/" not in self.url, "not signed in"

    def get(self, path: str) -> str:
        return self._read(urllib.request.Request(self.address + path))

    def post(self, path: str, **form: object) -> str:
        """The page behind the answer; a page that refuses is a failure of the test."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()
        headers = {"Referer": self.address + path}
        return self._read(urllib.request.Request(self.address + path, body, headers))

    def _read(self, request: urllib.request.Request) -> str:
        try:
            with self._open(request, timeout=120) as answer:
                self.url, page = answer.url, answer.read().decode()
        except HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code} {said(error.read().decode())[:2000]}") from error
        if token := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page):
            self.token = token.group(1)
        return page


def said(page: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def tables(page: str) -> dict[str, list[list[str]]]:
    """The rows of every table by what it is called, cells as words; the last line, too."""
    found = {}
    for caption, text in re.findall(r'<table[^>]*aria-label="([^"]*)"[^>]*>(.*?)</table>', page, re.S):
        lines = re.findall(r"<tr.*?</tr>", text, re.S)
        cells = [[said(one).strip() for one in re.findall(r"<t[dh].*?</t[dh]>", line, re.S)] for line in lines]
        found[html.unescape(caption)] = cells[1:]
    return found


def figures(page: str) -> dict[str, str]:
    """The big numbers of a page."""
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.S)
    return {said(name).strip(): said(value).strip() for name, value in pairs}


def whole(text: str) -> int:
    """1.234 as Indonesians write it."""
    return int(re.match(r"[\d.]+", text).group().replace(".", ""))
