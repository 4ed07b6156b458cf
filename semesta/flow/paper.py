"""Papers: a Typst template of papers/ and its data, as PDF. The same data give the same bytes; no network, no fonts of
the machine. Data come in as data, never as text of the template: no name can become markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAPERS = Path(__file__).parent / "papers"


def pdf(template: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of `papers/<template>.typ` with `content` (texts, numbers, lists); fonts are those inside Typst."""
    import typst

    made: Any = typst.compile(
        str(PAPERS / f"{template}.typ"),
        root=str(PAPERS),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False, sort_keys=True)},
    )
    return bytes(made)
