"""What a file is by its content; its name and extension are not asked."""

from __future__ import annotations

import zipfile
from pathlib import Path

from semesta.terms.fault import Fault

_HEAD = 65_536
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
    b"\x89PNG": "gambar PNG",
    b"\xff\xd8\xff": "gambar JPEG",
    b"SQLite format 3": "basis data SQLite",
    b"\x7fELF": "program",
    b"MZ": "program",
    b"{\\rtf": "dokumen RTF",
}
_WORKBOOK_PARTS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}


def content_kind(path: Path, file_name: str) -> str:
    """`text`, `json`, `html`, `parquet`, `xlsx`, `xls` or `zip`; anything else is a Fault that says what it is."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - 4))
        tail = file.read()
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Fault(f"Berkas {file_name} kosong")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(path, file_name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if head.startswith(b"PAR1"):
        if tail != b"PAR1":
            raise Fault(f"Berkas Parquet {file_name} terpotong; minta dikirim ulang")
        return "parquet"
    for magic, title in _FOREIGN.items():
        if head.startswith(magic):
            raise Fault(f"Berkas {file_name} adalah {title}; kirim sebagai CSV, XLSX, JSON, Parquet atau ZIP")
    return _text_kind(head, file_name)


def _zip_kind(path: Path, file_name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Fault(f"Berkas {file_name} rusak atau terpotong (ZIP/XLSX tidak utuh); minta dikirim ulang") from error
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Fault(f"Berkas {file_name} adalah dokumen Word atau PowerPoint; kirim tabelnya sebagai XLSX atau CSV")
    return "xlsx" if names & _WORKBOOK_PARTS else "zip"


def _text_kind(head: bytes, file_name: str) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:2000].count(b"\0") * 3 > len(head[:2000])
    if not wide and sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27))) * 50 > len(head):
        raise Fault(f"Isi berkas {file_name} tidak dikenal; kirim sebagai CSV, XLSX, JSON, Parquet atau ZIP")
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    start = start.lstrip().lower()
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div")):
        return "html"
    if start.startswith(b"<?xml") or b"<workbook" in start[:2000]:
        table = b"<html" in start or b"urn:schemas-microsoft-com:office:spreadsheet" in start
        return "html" if table else _xml(file_name)
    return "text"


def _xml(file_name: str) -> str:
    raise Fault(f"Berkas {file_name} adalah XML yang tidak dikenal; kirim sebagai CSV, XLSX, JSON, Parquet atau ZIP")
