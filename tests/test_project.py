"""The project as a whole: lock, versions, licences, registers, what a wheel carries, which room imports which."""

import ast
import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import toolkit

LEVELS = {"national", "province", "city", "county", "township", "department"}
ROOMS = ["doors", "form", "read", "check", "claim", "repair", "study", "show", "teach", "corpus", "cli"]

# Split in two, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:" + "home|Users|root|work" + r")/[\w.]|\b[A-Z]:\\+Users\\")
REGISTRY = re.compile("python" + r"hosted|\bpypi\." + "|/sim" + "ple/")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text(encoding="utf-8")


# --- the lock


def test_the_lock_names_no_host_and_no_folder(lock):
    assert "://" not in lock
    assert not [line for line in lock.splitlines() if "/" in line or line.startswith(("-", "#"))]


def test_every_package_of_the_lock_is_pinned_and_hashed(lock):
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_every_declared_package_is_in_the_lock(project, lock):
    def name(requirement: str) -> str:
        found = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert found, requirement
        return re.sub(r"[-_.]+", "-", found.group()).lower()

    declared = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    locked = {name(line) for line in lock.splitlines() if not line.startswith(" ")}
    assert {name(requirement) for requirement in declared} <= locked


# --- versions and papers


def test_one_version_everywhere(root):
    assert version("ogi-toolkit") == toolkit.__version__
    assert f"\nversion: {toolkit.__version__}\n" in (root / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{toolkit.__version__}]" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_opens_with_the_two_commands(root, name):
    text = (root / name).read_text(encoding="utf-8")
    opening = text[: text.index("\n## ")]
    assert "make run" in opening
    assert "make test" in opening


def test_both_readmes_have_the_same_parts(root):
    def outline(name: str) -> list[str]:
        return re.findall(r"^(#+|```\w+)(?: |$)", (root / name).read_text(encoding="utf-8"), flags=re.M)

    assert outline("README.md") == outline("README.zh-CN.md")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_links_of_the_readme_lead_to_files(root, name):
    links = re.findall(r"\]\(([^)#:]+)\)", (root / name).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (root / link).exists()] == []


def test_the_licences_say_what_they_cover(root):
    assert "MIT License" in (root / "LICENSE").read_text(encoding="utf-8")
    data = (root / "LICENSE-DATA").read_text(encoding="utf-8")
    assert all(word in data for word in ("CC0-1.0", "data/processed/", "data/raw/", "not ours to license"))


# --- registers


def test_every_raw_file_is_registered_with_its_hash(root):
    raw = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (root / "data/raw").iterdir()}
    listed = {row["file"]: row["sha256"] for row in rows(root / "data/reference/sources.csv")}
    assert len(raw) >= 5
    assert listed == raw


def test_sources_leave_nothing_blank(root):
    for row in rows(root / "data/reference/sources.csv"):
        assert list(row) == ["file", "organ", "year", "address", "retrieved", "sha256", "notes"]
        assert all(row[key] for key in row if key != "notes"), row
        assert re.fullmatch(r"20\d\d", row["year"]), row


def test_organ_and_year_of_a_source_stand_in_its_title(root):
    for row in rows(root / "data/reference/sources.csv"):
        if not row["file"].endswith(".txt"):
            continue  # only plain text can be looked into without the readers this test must not lean on
        title = re.sub(r"\s", "", (root / "data/raw" / row["file"]).read_text(encoding="utf-8"))[:80]
        assert row["organ"] in title
        assert f"{row['year']}年" in title


def test_bodies_form_a_tree_and_share_no_name(root):
    bodies = {row["body_id"]: row for row in rows(root / "data/reference/bodies.csv")}
    assert len(bodies) == len(rows(root / "data/reference/bodies.csv"))
    owner: dict[str, str] = {}
    for key, row in bodies.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
        assert row["level"] in LEVELS, row
        assert not row["parent"] or row["parent"] in bodies, row
        for name in [row["name"], *filter(None, row["aliases"].split("|"))]:
            assert owner.setdefault(name, key) == key, f"{name} is a name of {owner[name]} and of {key}"
        seen = {key}
        while parent := row["parent"]:
            assert parent not in seen, f"{key} is its own ancestor"
            seen.add(parent)
            row = bodies[parent]
    assert {row["organ"] for row in rows(root / "data/reference/sources.csv")} <= set(owner)


# --- nothing of one machine


@pytest.mark.parametrize("text", ["/ho" + "me/li/ogi", "see /ro" + "ot/x", "'/wo" + "rk/main'", r"C:\Us" + r"ers\li"])
def test_a_machine_path_is_noticed(text):
    assert MACHINE_PATH.search(text)


@pytest.mark.parametrize("text", ["http://www.example.gov.cn/ho" + "me/a", "data/raw/000.txt", "homework/"])
def test_an_address_or_a_relative_path_is_no_machine_path(text):
    assert not MACHINE_PATH.search(text)


def test_no_tracked_text_names_a_machine_or_a_registry(root):
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    found = []
    for name in listed.decode().split("\0"):
        path = root / name
        if not name or name.startswith("data/raw/") or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" in content:
            continue  # not text: Parquet, pictures, Word
        text = content.decode("utf-8", "replace")  # samples in GBK too: what is looked for is ASCII
        found += [(name, m.group()) for pattern in (MACHINE_PATH, REGISTRY) for m in pattern.finditer(text)]
    assert found == []


# --- the house


def imported_rooms(code: str) -> set[str]:
    """The rooms of the toolkit that `code` imports from, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            module = node.module or ""
            names |= {f"toolkit.{alias.name}" for alias in node.names} if module == "toolkit" else {module}
    return {name.split(".")[1] for name in names if name.startswith("toolkit.")} - {"__version__"}


def test_imports_are_found_wherever_they_stand():
    code = "import toolkit.read.fold\ndef f():\n    from toolkit import check, __version__\n    from os import path"
    assert imported_rooms(code) == {"read", "check"}


def test_a_room_imports_only_from_rooms_above(root):
    wrong = []
    for path in sorted((root / "toolkit").rglob("*.py")):
        room = path.relative_to(root / "toolkit").parts[0].removesuffix(".py")
        if room not in ROOMS[:-1]:
            continue  # the façade and the command line stand at the bottom and may call any room
        allowed = set(ROOMS[: ROOMS.index(room) + 1])
        below = imported_rooms(path.read_text(encoding="utf-8")) - allowed
        wrong += [f"{path.relative_to(root)} imports {name}" for name in sorted(below)]
    assert wrong == []


# --- the wheel


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(root)], check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_carries_forms_and_phrases(root, wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    data = {
        path.relative_to(root).as_posix()
        for path in (root / "toolkit").rglob("*")
        if path.is_file() and path.suffix in {".toml", ".txt", ".typed", ".py"}
    }
    assert {"toolkit/py.typed", "toolkit/read/traditional.txt"} <= data
    assert data <= inside
    assert not [name for name in inside if name.startswith(("tests/", "data/", "notebooks/"))]


def test_an_installed_wheel_gives_a_working_command(root, wheel, tmp_path):
    options = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check", "--target", str(tmp_path / "site")]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(wheel)], check=True)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = subprocess.run(
        [sys.executable, "-c", "import toolkit; print(toolkit.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(tmp_path)
    shown = subprocess.run(
        [tmp_path / "site" / "bin" / "ogi", "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert shown.returncode == 0, shown.stderr
    assert "usage: ogi" in shown.stdout
    report = root / "data" / "raw" / "003_bd51c4d876234cdf.txt"
    read = subprocess.run(
        [tmp_path / "site" / "bin" / "ogi", "read", report],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert read.returncode == 0, read.stderr
    told = json.loads(read.stdout)
    assert (told["forms"]["requests"], len(told["cells"]), len(told["claims"]) > 0) == ("format2021", 200, True)
