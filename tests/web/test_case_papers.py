"""Papers of a case: known by their content, without what a camera wrote, given back within the scope only."""

import os
import struct
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from semesta.web.casework.actions.papers import path_of, safe_name, sweep_papers
from semesta.web.casework.models import CaseAttachment
from semesta.web.casework.papers import NotTaken, paper_of
from semesta.web.core.acting import acting
from tests.web.case_samples import EVERYWHERE, put_case, put_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(city):
    return put_case("16.71.04.1002", subject="a", title="Satu", kind="employer")


def png(*more: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    told = b"".join(chunk(kind, data) for kind, data in more)
    return b"\x89PNG\r\n\x1a\n" + head + told + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg(*parts: bytes) -> bytes:
    scan = b"\xff\xda" + struct.pack(">H", 4) + b"\0\0" + b"picture\xff\x00data"
    return b"\xff\xd8" + b"".join(parts) + scan + b"\xff\xd9"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


EXIF = b"Exif\0\0" + b"II*\0\x08\0\0\0" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0) + b"GPS 2.99S 104.75E"
JFIF, TABLE = segment(0xE0, b"JFIF\0"), segment(0xDB, b"table")


def test_a_photo_loses_what_the_camera_wrote_and_keeps_which_way_is_up():
    kept = paper_of(jpeg(JFIF, segment(0xE1, EXIF), segment(0xFE, b"secret"), TABLE) + b"trailing").content
    assert b"GPS" not in kept
    assert b"secret" not in kept
    assert b"trailing" not in kept
    assert b"picture\xff\x00data\xff\xd9" in kept
    assert TABLE in kept
    assert kept[2:4] == b"\xff\xe1"  # orientation 6 alone
    assert paper_of(kept).content == kept
    bare = paper_of(png((b"tEXt", b"Author\0x"), (b"eXIf", EXIF)) + b"trailing").content
    assert bare == png()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "size"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"GIF89a", "kind"),
        (b"PK\x03\x04", "kind"),
        (b"%PDF-1.4 no end", "broken"),
        (b"%PDF-1.4 /JavaScript (app.alert(1)) %%EOF", "active"),
        (png()[:-8], "broken"),
        (jpeg(TABLE)[:-2], "broken"),
        (b"\xff\xd8\xff\xe1\xff\xff", "broken"),
        (b"%PDF-1.4" + b"x" * (10 * 1024 * 1024) + b"%%EOF", "size"),
    ],
)
def test_what_is_no_paper_is_refused_whatever_its_name(content, why):
    with pytest.raises(NotTaken) as refused:
        paper_of(content)
    assert refused.value.why == why


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("foto <b>.html", "foto b.pdf"),
        ("", "dokumen.pdf"),
        ("a\r\nb.exe", "a b.pdf"),
    ],
)
def test_a_file_name_is_tame(name, kept):
    assert safe_name(name, "application/pdf") == kept


def test_a_paper_is_given_back_as_a_download_and_only_within_the_scope(city, other_city, case):
    client = city.client("kelurahan")
    file = SimpleUploadedFile("surat.html", b"%PDF-1.4 isi %%EOF", content_type="text/html")
    client.post(reverse("case_attach", args=[case.pk]), {"paper": file, "document": "KTP dan KK"})
    with acting(EVERYWHERE):
        paper = CaseAttachment.unscoped.get()
    url = reverse("case_paper", args=[paper.pk])
    answer = client.get(url)
    assert answer.content == b"%PDF-1.4 isi %%EOF"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="surat.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert other_city.client("kelurahan").get(url).status_code == 404
    mode = path_of(paper.sha256).stat().st_mode
    assert mode & 0o077 == 0
    assert "static" not in str(path_of(paper.sha256))
    client.post(reverse("case_remove_paper", args=[paper.pk]))
    assert client.get(url).status_code == 404


def test_files_that_no_case_holds_are_swept_a_day_later(city, case, as_owner):
    held = put_paper(case, city.users["dinsos"], b"%PDF-1 held %%EOF")
    gone = put_paper(case, city.users["dinsos"], b"%PDF-1 gone %%EOF")
    CaseAttachment.unscoped.filter(pk=gone.pk).update(removed_at=timezone.now())
    for paper in (held, gone):
        os.utime(path_of(paper.sha256), (0, 0))
    assert sweep_papers() >= 1
    assert [path_of(paper.sha256).exists() for paper in (held, gone)] == [True, False]


def test_a_full_disk_takes_nothing_and_says_so(city, case, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.MEDIA_ROOT = Path(blocked)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 penuh %%EOF")
    client = city.client("kelurahan")
    answer = client.post(reverse("case_attach", args=[case.pk]), {"paper": file}, follow=True)
    assert "tidak dapat menyimpan" in answer.content.decode()
    with acting(EVERYWHERE):
        assert not CaseAttachment.unscoped.exists()
