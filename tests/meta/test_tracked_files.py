"""What may not stand in any tracked file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".sql", ".yaml", ".yml", ".md", ".toml", ".txt", ".html", ".css", ".csv", ".json", ""}


def tracked_texts() -> list[tuple[str, str]]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    paths = [ROOT / name for name in names if name]
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="ignore"))
        for path in paths
        if path.suffix in TEXT and path.is_file() and path.stat().st_size < 2_000_000
    ]


FORBIDDEN = {
    "a package registry's host": re.compile(
        "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", r"/sim" + r"ple/?[\"' ]"))
    ),
    "a path of a machine": re.compile(r"(?<![\w.])/(?:ro" + r"ot|home/\w+|wo" + r"rk)/"),
    "a secret": re.compile(r"BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}"),
    "unfinished work": re.compile("TO" + "DO|FIX" + "ME|coming" + " soon|segera" + " hadir"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    found = [name for name, text in tracked_texts() if FORBIDDEN[what].search(text)]
    assert found == []


def test_files_are_short_enough_to_live_in() -> None:
    """Migrations are generated from the models, whose files are held to it."""
    written = [(name, text) for name, text in tracked_texts() if name.endswith(".py") and "/migrations/" not in name]
    long = {name: text.count("\n") for name, text in written if text.count("\n") > 400}
    assert long == {}


def test_every_silenced_finding_has_its_reason_beside_it() -> None:
    """`# noqa: S608 why` and `# type: ignore[code]  # why`; what keeps a table's shape (fmt) says so by its shape."""
    bare = re.compile(r"# (?:no" + r"qa(?:: [A-Z0-9, ]+)?|type: ig" + r"nore(?:\[[a-z-]+\])?)\s*$", re.M)
    assert {
        name: bare.findall(text) for name, text in tracked_texts() if name.endswith(".py") and bare.search(text)
    } == {}
