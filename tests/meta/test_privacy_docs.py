"""The papers on data protection speak of what is there."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PAPERS = ("docs/reference/asvs.md", "docs/explanation/dpia.md")


def named() -> list[tuple[str, str]]:
    return [found for paper in PAPERS for found in NAMED.findall((ROOT / paper).read_text(encoding="utf-8"))]


def test_every_test_that_a_paper_names_exists():
    missing = []
    for path, name in named():
        source = ROOT / path
        tree = ast.parse(source.read_text(encoding="utf-8")) if source.exists() else None
        tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)} if tree else set()
        if tree is None or (name and name not in tests):
            missing.append(f"{path}::{name}")
    assert len(named()) > 20
    assert missing == []


def test_every_row_of_the_asvs_has_a_test():
    rows = [line for line in (ROOT / PAPERS[0]).read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    assert [row for row in rows if not NAMED.search(row)] == []


def test_the_record_of_processing_is_what_the_code_says(tmp_path):
    told = "import django; django.setup(); import processing; print(processing.page(), end='')"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "scripts"),
        "SEMESTA_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "semesta.web.site.settings",
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs/reference/record-of-processing.md").read_text(encoding="utf-8") == done.stdout
