"""Whether the tests of the rules between groups would notice a wrong rule (tests/mutation.py)."""

import os
import subprocess
import sys

import pytest

from tests.server import HOUSE

RULES = {
    "discussions.bridges.policies": "tests/unit/test_bridge_policies.py",
    "discussions.bridges.thread": "tests/unit/test_thread_rules.py",
    "discussions.bridges.consent": "tests/unit/test_consent_policies.py",
    "discussions.bridges.panel": "tests/unit/test_panel_policies.py",
    "discussions.bridges.custody.policies": "tests/unit/test_custody_policies.py",
    "discussions.carrying.policies": "tests/unit/test_carrying_policies.py",
}

ALIKE = {"one more: SideAct.PAUSE: lambda: check_pause(facts, hours=1, moment=moment),"}  # an hour or two: either is a pause


@pytest.mark.timeout(900)
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("module", RULES)
def test_every_mutant_of_the_rules_is_noticed(module: str, step: int) -> None:
    command = [sys.executable, "-m", "tests.mutation", module, RULES[module], str(step)]
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}  # it lays its own out
    run = subprocess.run(command, cwd=HOUSE, env=bare, capture_output=True, text=True, check=False, timeout=800)
    assert run.stdout.endswith(" left\n"), run.stderr[-2000:]
    *left, tried = run.stdout.splitlines()
    assert [each for each in left if each.split(": ", 1)[1] not in ALIKE] == []
    assert int(tried.split()[0]) > 0
