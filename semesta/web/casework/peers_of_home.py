"""Whom this home may ask: `peers.yaml` as the pages and the worker read it."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings

from semesta.peers.setup import Setup, read_setup
from semesta.terms.fault import Fault


def peers_of_home() -> Setup:
    """What `peers.yaml` says; nobody when it cannot be read, which the log tells: a page stands all the same."""
    try:
        return read_setup(Path(settings.SEMESTA_HOME))
    except Fault as fault:
        logging.getLogger("semesta.web").warning("peers.yaml: %s", fault)
        return Setup()
