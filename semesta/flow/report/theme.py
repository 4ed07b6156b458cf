"""The house look of every chart: generic fonts, colours that colour-blind readers tell apart, no decoration."""

from __future__ import annotations

from typing import Any

from semesta.terms.numbers import Language

INK = "#14252b"
MUTED = "#4c5d63"
LINE = "#d5dbdc"
RIVER = "#0b4f5c"
RIVER_LIGHT = "#8fb8bd"
GOLD = "#c98a1b"
RED = "#a8321f"
GREY = "#8a979b"
FONT = "Noto Sans, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
# Brown to teal through paper: light-dark order survives every kind of colour blindness and black-and-white print.
DIVERGING = ("#7a3b0c", "#bf7a34", "#ecd3a9", "#bcdad9", "#5c9ea3", "#0b4f5c")
LOCALES: dict[Language, dict[str, Any]] = {
    "id": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["Rp", ""]},
}
TIME_LOCALES: dict[Language, dict[str, Any]] = {
    "id": {
        "dateTime": "%A, %e %B %Y",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
        "shortDays": ["Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"],
        "months": [
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ],
        "shortMonths": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    },
    "en": {
        "dateTime": "%A, %e %B %Y",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        "shortMonths": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    },
}


def house_config(language: Language) -> dict[str, Any]:
    """Vega-Lite `config` shared by every chart of one language."""
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "locale": {"number": LOCALES[language], "time": TIME_LOCALES[language]},
        "padding": 2,
        "view": {"stroke": None},
        "axis": {
            "domainColor": LINE,
            "gridColor": LINE,
            "gridOpacity": 0.7,
            "tickColor": LINE,
            "labelColor": INK,
            "titleColor": MUTED,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "labelLimit": 170,
            "labelPadding": 5,
        },
        "axisY": {"ticks": False, "domain": False},
        "legend": {
            "labelColor": INK,
            "titleColor": MUTED,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "labelLimit": 300,
            "titleLimit": 320,
        },
        "text": {"color": INK, "fontSize": 11},
    }
