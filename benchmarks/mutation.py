"""Do the tests notice? A seeded sample of mutants of one package, each tried against that package's fast tests.

    python benchmarks/mutation.py toolkit/claim [--sample 300] [--seed 1] [--minutes 30] [--jobs 2] [--tests FOLDER ...]

A mutant is one small change of the code, made by mutmut's operators (`<` to `<=`, `and` to `or`, a constant to
another, an argument left out …). A full run of mutmut tries them all and takes hours; this draws some of them, in an
order that `--seed` fixes, and tells the share that a test noticed with its Wilson interval, then every survivor. The
files on disk are never changed: each mutant lives in a forked process of its own, which imports the project anew with
the changed source; only what is not the project's (pytest, numpy …) is imported once, before the forks. The tests that
noticed most for their time run first, and the first failure ends the run. Any prefix of the drawn order is itself a
random sample, so `--minutes` may end a run early. POSIX only.

Not drawn, for no test can or should notice them: changes that compile to the same code (the annotation of a variable),
the words of a type (`Literal[…]`) and those of an error that is raised. All others count, also those that no input can
tell from the original.

Exit code 1 where the killed share is below `--least` (default 0: report only), 2 where the tests fail unchanged.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MEMORY = 3 << 30  # bytes of address space a mutant may ask for: some of them count without end
OURS = ("toolkit", "tests")


@dataclass(frozen=True)
class Mutant:
    """One changed source file: `source` is all of it, `change` the lines that differ."""

    module: str
    path: Path
    line: int
    change: str
    source: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}\n{self.change}"


def draw(files: Sequence[Path], size: int, seed: int) -> tuple[int, Iterator[Mutant]]:
    """Return how many mutants the files have, and `size` of them drawn at random, made one by one as they are asked."""
    import libcst
    from mutmut.mutation.file_mutation import create_mutations

    texts = {path: path.read_text("utf-8") for path in files}
    codes = {path: compile(text, path, "exec", dont_inherit=True) for path, text in texts.items()}
    trees = {path: create_mutations(str(path), text)[:2] for path, text in texts.items()}
    places = []
    for path, (module, mutations) in trees.items():
        idle = {id(node) for node in _idle(module, libcst)}
        places += [(path, n) for n, mutation in enumerate(mutations) if id(mutation.original_node) not in idle]
    random.Random(seed).shuffle(places)

    def made() -> Iterator[Mutant]:
        left = size
        for path, n in places:
            if not left:
                return
            module, mutations = trees[path]
            changed = module.deep_replace(mutations[n].original_node, mutations[n].mutated_node).code
            try:
                same = compile(changed, path, "exec", dont_inherit=True) == codes[path]
            except SyntaxError:
                continue
            if not same:
                left -= 1
                yield _mutant(path, texts[path], changed)

    return len(places), made()


def _idle(node: Any, libcst: Any) -> Iterator[Any]:
    """Yield all nodes of what is raised, and of the words of a type."""
    for child in node.children:
        words = isinstance(node, libcst.Subscript) and getattr(node.value, "value", "") == "Literal"
        if words or isinstance(node, libcst.Raise):
            yield child
            yield from _all(child)
        else:
            yield from _idle(child, libcst)


def _all(node: Any) -> Iterator[Any]:
    for child in node.children:
        yield child
        yield from _all(child)


def _mutant(path: Path, before: str, after: str) -> Mutant:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    old, new = before.splitlines(), after.splitlines()
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    lines = [f"  - {line.strip()}" for line in old[head : len(old) - tail]]
    lines += [f"  + {line.strip()}" for line in new[head : len(new) - tail]]
    return Mutant(name, path, head + 1, "\n".join(lines), after)


class _Loader(SourceFileLoader):
    """Loads one module from changed source, under its own path."""

    def __init__(self, name: str, path: str, source: str) -> None:
        super().__init__(name, path)
        self.source = source

    def get_code(self, fullname: str):  # noqa: ARG002  the loader's interface
        return compile(self.source, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object, target: object = None):  # noqa: ARG002
        if fullname != self.mutant.module:
            return None
        file = str(self.mutant.path)
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_Loader(fullname, file, self.mutant.source)
        )


@dataclass
class Order:
    """Which tests to try first: those that noticed most mutants for each second they take."""

    seconds: dict[str, float] = field(default_factory=dict)
    noticed: Counter[str] = field(default_factory=Counter)

    def rank(self, test: str) -> float:
        """Return the place of a test; the least comes first."""
        return -(self.noticed[test] + 0.05) / (self.seconds.get(test, 1.0) + 0.01)


class _Watch:
    """A pytest plugin: puts the tests in order, and keeps what they took and which failed."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.seconds: Counter[str] = Counter()
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: self.order.rank(item.nodeid))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed = report.nodeid


@dataclass
class Run:
    """The tests at work in a forked process, on a mutant or unchanged."""

    tests: Sequence[str]
    mutant: Mutant | None
    order: Order
    cpu_seconds: int
    told: Path
    pid: int = 0
    until: float = 0.0
    state: str = ""  # "passed", "failed" or "stopped" (time, memory, crash)
    cpu: float = 0.0

    def start(self) -> Run:
        """Fork."""
        self.until = time.monotonic() + 60 * self.cpu_seconds  # a mutant that sleeps uses no CPU time
        self.pid = os.fork()
        if self.pid == 0:
            code = 3
            try:
                code = self._work()
            finally:
                os._exit(int(code))
        return self

    def ended(self) -> bool:
        """Tell whether it is over; then `state`, `cpu` and the file `told` say how it went."""
        done, status, used = os.wait4(self.pid, os.WNOHANG)
        if not done:
            if time.monotonic() > self.until:
                os.kill(self.pid, signal.SIGKILL)
            return False
        self.cpu = used.ru_utime + used.ru_stime
        code = None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        self.state = {None: "stopped", 0: "passed", 5: "nothing to run"}.get(code, "failed")
        return True

    def said(self) -> dict[str, Any]:
        """Return what the process wrote at its end; empty where it was stopped before."""
        return json.loads(self.told.read_text("utf-8")) if self.told.exists() else {}

    def _work(self) -> int:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        if self.mutant is not None:
            sys.meta_path.insert(0, _Finder(self.mutant))
        watch = _Watch(self.order)
        code = _pytest(self.tests, watch)
        foreign = [name for name in sys.modules if name.partition(".")[0] not in (*OURS, "__main__")]
        told = {"failed": watch.failed, "seconds": watch.seconds, "modules": foreign}
        self.told.write_text(json.dumps(told), "utf-8")
        return code


def _pytest(tests: Sequence[str], watch: _Watch) -> int:
    """Run pytest in this process: first failure ends it, no slow tests, nothing drawn at random, nothing kept."""
    import hypothesis
    import pytest

    hypothesis.settings.register_profile("mutation", database=None, derandomize=True, deadline=None)
    hypothesis.settings.load_profile("mutation")
    options = ["-x", "-q", "-m", "not slow", "--assert=plain", "--tb=no"]
    options += [word for name in ("cacheprovider", "xdist", "nbval") for word in ("-p", f"no:{name}")]
    return pytest.main([*options, *tests], plugins=[watch])


def _warm(modules: Sequence[str]) -> None:
    """Import what the tests need and is not the project's own, once for all forks."""
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


def _unchanged(tests: Sequence[str], order: Order, folder: Path, rounds: int = 2) -> float | None:
    """Run the tests unchanged to learn what they need, then again as mutants will be run; return their CPU seconds."""
    cpu = None
    for n in range(rounds):
        run = Run(tests, None, order, 600, folder / f"unchanged{n}.json").start()
        while not run.ended():
            time.sleep(0.02)
        if run.state != "passed":
            print(f"the tests do not pass unchanged: {run.state} {run.said().get('failed', '')}", file=sys.stderr)
            return None
        order.seconds = run.said()["seconds"]
        _warm(run.said()["modules"])
        cpu = run.cpu
    return cpu


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", help="folder of modules, such as toolkit/claim, or one module")
    parser.add_argument("--sample", type=int, default=300, help="mutants to draw (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="fixes which, and in which order (%(default)s)")
    parser.add_argument("--minutes", type=float, default=30, help="start none after so long (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants at a time (%(default)s)")
    parser.add_argument("--tests", nargs="+", help="default: the folder of tests named like the package")
    parser.add_argument("--least", type=float, default=0.0, help="killed share below which the exit code is 1")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads before a fork
    package = (ROOT / given.package).resolve()
    tests = given.tests or [f"tests/{package.stem}"]
    files = [package] if package.is_file() else sorted(package.glob("*.py"))
    order = Order()
    with tempfile.TemporaryDirectory() as folder:
        cpu = _unchanged(tests, order, Path(folder))
        if cpu is None:
            return 2
        count, drawn = draw(files, given.sample, given.seed)
        print(f"{count} mutants in {len(files)} files; the tests take {cpu:.1f} CPU seconds", flush=True)
        until = time.monotonic() + 60 * given.minutes
        running: list[Run] = []
        ended: list[Run] = []
        while True:
            while len(running) < given.jobs and time.monotonic() < until and (mutant := next(drawn, None)) is not None:
                told = Path(folder) / f"{len(running) + len(ended)}.json"
                running.append(Run(tests, mutant, order, int(5 * cpu) + 10, told).start())
            if not running:
                break
            for run in [run for run in running if run.ended()]:
                running.remove(run)
                ended.append(run)
                if failed := run.said().get("failed"):
                    order.noticed[failed] += 1
                if run.state == "passed":
                    print(f"survived ({len(ended)} tried): {run.mutant}", flush=True)
            time.sleep(0.02)
        if _unchanged(tests, order, Path(folder), rounds=1) is None:  # in the order they came to run in
            return 2
    return _report(ended, given.least)


def _report(ended: Sequence[Run], least: float) -> int:
    from toolkit.study.intervals import wilson

    tried, stopped = len(ended), sum(run.state == "stopped" for run in ended)
    survivors = [run.mutant for run in ended if run.state == "passed" and run.mutant is not None]
    killed = tried - len(survivors)
    if not tried:
        print("no mutant was tried")
        return 0
    interval = wilson(killed, tried)
    by_file = Counter(mutant.path.name for mutant in survivors)
    print(
        f"killed {killed} of {tried} = {killed / tried:.1%} [{interval.low:.1%}, {interval.high:.1%}] "
        f"(Wilson, 95%), {stopped} of them by the limits of time and memory"
    )
    print("survivors by file:", ", ".join(f"{name} {count}" for name, count in sorted(by_file.items())) or "none")
    return 1 if killed / tried < least else 0


if __name__ == "__main__":
    sys.exit(main())
