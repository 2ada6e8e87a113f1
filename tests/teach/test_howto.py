"""The how-tos work: their Python and their `ogi` commands run, in order, in an empty folder."""

import re
import shlex
from itertools import pairwise

import pytest

from toolkit.cli import main
from toolkit.teach.classroom import KEY
from toolkit.teach.marking import forget

BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", flags=re.M | re.S)


@pytest.mark.parametrize("name", ["howto-teacher", "howto-researcher", "howto-reproducer"])
def test_the_examples_of_a_howto_run(root, tmp_path, raw, monkeypatch, capsys, name):
    monkeypatch.chdir(tmp_path)
    forget()
    for number in ("003", "004"):
        (tmp_path / f"{number}.txt").write_bytes(raw[number])
    space: dict[str, object] = {"__name__": "__main__"}
    blocks = BLOCK.findall((root / f"docs/{name}.md").read_text(encoding="utf-8"))
    assert {language for language, _ in blocks} == {"python", "console"}
    for language, text in blocks:
        if language == "python":
            exec(compile(text, f"{name}.md", "exec"), space)
            continue
        for command, said in _commands(text):
            if "grade" in command:  # what came back: the key itself
                (tmp_path / "returned").mkdir()
                for path in (tmp_path / "out" / KEY).glob("*.csv"):
                    (tmp_path / "returned" / path.name).write_bytes(path.read_bytes())
            assert main(command) == 0, command
            assert said in capsys.readouterr().out
    forget()


def _commands(text):
    """Yield each command, without its `ogi`, and what the document says that it prints."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        line, _, said = part.partition("\n")
        words = shlex.split(line)
        assert words[0] == "ogi", line
        yield words[1:], said.strip()


def test_lesson_plans_name_what_is_there(root):
    text = (root / "docs/lesson-plans.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"`(0\d_\w+)`", text)):
        assert (root / f"notebooks/{name}.ipynb").is_file(), name
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (root / "docs" / link).is_file(), link
    minutes = [tuple(map(int, found)) for found in re.findall(r"^\| (\d+)–(\d+) \|", text, flags=re.M)]
    assert minutes[0][0] == 0
    assert minutes[-1][1] == 90
    assert all(a[1] == b[0] for a, b in pairwise(minutes))
