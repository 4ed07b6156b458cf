"""The commands of peers: what is sent to another system from the command line. Wiring only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from semesta.cli_options import Home, Json, as_date, console, print_json
from semesta.terms.fault import Fault

send_app = typer.Typer(no_args_is_help=True, help="Figures for other systems.")


@send_app.callback()
def send_group() -> None:
    """`send` has commands under it, also while there is one."""


def add_peer_commands(app: typer.Typer, web_app: typer.Typer) -> None:
    """`app` knows send, `web_app` knows let-ask."""
    app.add_typer(send_app, name="send")
    web_app.command("let-ask")(let_ask)


def let_ask(
    home: Home,
    sender_id: Annotated[str, typer.Option(help="As it stands in the system's messages.")],
    name: Annotated[str, typer.Option(help="What the system is called.")],
    agreement: Annotated[str, typer.Option(help="Under which agreement it asks.")],
    purpose: Annotated[str, typer.Option(help="Stands in the record of every look.")],
    area: Annotated[str, typer.Option(help="Kemendagri code: of whom it is told.")],
    keys: Annotated[Path | None, typer.Option(help="Its public keys as JWKS; absent: it does not sign.")] = None,
    program: Annotated[str, typer.Option(help="Client id of a program (Office > Programs) that gets its tokens.")] = "",
    callback: Annotated[str, typer.Option(help="Address for answers that are given later.")] = "",
    identity: Annotated[bool, typer.Option("--identity", help="Also name, birth date and sex.")] = False,
) -> None:
    """Let a system ask over DCI who is covered; prints its token this once when it has neither keys nor program."""
    from semesta.web.site import let_ask as site

    told = {
        "sender_id": sender_id, "name": name, "agreement": agreement, "purpose": purpose, "area_code": area,
        "keys": keys.read_text(encoding="utf-8") if keys else "", "callback_uri": callback, "with_identity": identity,
        "program": program,
    }  # fmt: skip
    token = site.let_ask(home, told)
    console.print(f"{name} mulai sekarang boleh bertanya", markup=False)
    if token:
        console.print(f"Token (hanya ditampilkan sekarang): {token}", markup=False)


@send_app.command("dhis2")
def send_dhis2(
    home: Home,
    month: Annotated[
        date | None, typer.Option(parser=as_date, metavar="YYYY-MM-01", help="A past month; absent: the newest.")
    ] = None,
    run: Annotated[Path | None, typer.Option(help="A run folder instead of a published month.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the body into this file and send nothing.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Ask DHIS2 what it would do; it keeps nothing.")] = False,
    json_: Json = False,
) -> None:
    """Send a published month's indicators to the DHIS2 of peers.yaml, or write them as a file."""
    from semesta.flow.figures_out import body_of, values_of_run
    from semesta.flow.publish import published_run
    from semesta.peers.dhis2 import send
    from semesta.peers.setup import FILE, read_setup

    setup = read_setup(home)
    values = values_of_run(run or published_run(home, month), setup.dhis2_codes)
    body, content_type = body_of(values, setup.dhis2_codes)
    if out is not None:
        out.write_bytes(body)
        told = {"values": len(values), "bytes": len(body), "file": str(out)}
        print_json(told) if json_ else console.print(f"{len(values)} nilai ditulis di {out}", markup=False)
        return
    if setup.dhis2 is None:
        raise Fault("Bagian dhis2 belum diisi; pakai --out untuk menulis berkas", FILE)
    done = send(setup.dhis2, body, content_type, dry_run=dry_run)
    if json_:
        print_json({"values": len(values), "dry_run": dry_run, **vars(done)})
        return
    how = "akan (uji coba)" if dry_run else "sudah"
    counts = f"{done.imported} baru, {done.updated} diperbarui, {done.ignored} diabaikan"
    console.print(f"{len(values)} nilai dikirim; DHIS2 {how}: {counts}")
    for words in done.conflicts:
        console.print(f"  {words}", markup=False)
