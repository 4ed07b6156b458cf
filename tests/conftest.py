"""Which tests share a worker of `pytest -n`, and in which order the workers take them."""

from __future__ import annotations

from collections import Counter

import pytest

SECONDS = {"browser": 6.0, "spark": 0.8}
"""What a test of that mark takes about; any other 0.1."""


def group_of(item: pytest.Item) -> str:
    return item.get_closest_marker("xdist_group").args[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """On a worker that is to keep groups together, every test must carry its group to the scheduler."""
    apart = [one.nodeid for one in session.items if not one.nodeid.endswith("@" + group_of(one))]
    if apart and session.config.getoption("loadgroup", default=False):
        raise pytest.UsageError(f"pytest-xdist will not keep this test with its group: {apart[0]}")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests of one file stay on one worker, as they share what the file prepares, unless they name a group."""
    if item.get_closest_marker("xdist_group") is None:
        item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0].removeprefix("tests/").removesuffix(".py")))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The groups that take longest come first, so that no worker is left alone with one of them at the end."""
    taken: Counter[str] = Counter()
    for item in items:
        taken[group_of(item)] += max([SECONDS.get(mark.name, 0.1) for mark in item.iter_markers()])
    items.sort(key=lambda item: (-taken[group_of(item)], group_of(item)))
