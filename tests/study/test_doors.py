"""What a researcher looks for is reachable from toolkit.study, documented, and imported only when asked for."""

import inspect
import re
import subprocess
import sys

import pytest

from toolkit import study
from toolkit.study.finding import read_finding

CALLED = sorted(name for name in study.__all__ if name[0].islower())


@pytest.mark.parametrize("name", CALLED)
def test_a_public_name_is_reachable_and_documented(name):
    thing = getattr(study, name)
    assert callable(thing)
    assert len(inspect.getdoc(thing)) > 20
    assert name in dir(study)


def test_every_door_is_public_and_named_once():
    assert set(study._DOORS) <= set(study.__all__)
    assert sorted(study.__all__) == sorted(set(study.__all__))
    modules = {path.rpartition(".")[2] for path in study._DOORS.values()}
    assert not modules & set(study.__all__)  # importing a module would hide the name


def test_a_name_that_is_not_there_is_said():
    with pytest.raises(AttributeError, match="no attribute 'averages'"):
        study.averages  # noqa: B018


def test_reading_a_report_waits_for_no_statistics():
    heavy = "('scipy', 'statsmodels', 'matplotlib')"
    code = f"import sys, toolkit.study, toolkit.facade; print([m for m in {heavy} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_the_how_to_names_what_is_there(root):
    text = (root / "docs/howto-researcher.md").read_text("utf-8")
    named = {a or b for a, b in re.findall(r"`study\.([a-z_]+)|(?<![-.\w])study\.([a-z_]+)\(", text)}
    assert len(named) > 10
    assert [name for name in sorted(named) if name not in study.__all__] == []


def test_the_example_of_how_to_add_a_finding_is_one(root):
    text = (root / "data/reference/published/README.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, flags=re.S)
    finding = read_finding(example)
    assert finding.id == "my-finding"
    assert len(finding.inputs) == 2


def test_the_room_is_reachable_from_the_package():
    code = "import toolkit; print(toolkit.study.measures.__name__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "measures"
