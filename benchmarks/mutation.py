"""Do the tests notice? A seeded sample of mutants of one package, each tried against that package's fast tests.

    python benchmarks/mutation.py toolkit/claim [--sample 300] [--seed 1] [--minutes 30] [--tests tests/claim ...]

A mutant is one small change inside one function, made by mutmut's operators (`<` to `<=`, `and` to `or`, a constant to
another, an argument left out …). A full run of mutmut tries them all and takes hours; this draws some of them, in an
order that `--seed` fixes, and tells the share that a test noticed with its Wilson interval, then every survivor. The
files on disk are never changed: each mutant lives in a forked process of its own, which imports the changed source.
Any prefix of the drawn order is itself a random sample, so `--minutes` may end a run early. POSIX only.

Exit code 1 where the killed share is below `--least` (default 0: report only), 2 where the tests fail unchanged.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEMORY = 3 << 30  # bytes of address space a mutant may ask for: some of them count without end


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
    from mutmut.mutation.file_mutation import create_mutations

    texts = {path: path.read_text("utf-8") for path in files}
    trees = {path: create_mutations(str(path), text)[:2] for path, text in texts.items()}
    places = [(path, n) for path, (_, mutations) in trees.items() for n in range(len(mutations))]
    drawn = random.Random(seed).sample(places, min(size, len(places)))

    def made() -> Iterator[Mutant]:
        for path, n in drawn:
            module, mutations = trees[path]
            changed = module.deep_replace(mutations[n].original_node, mutations[n].mutated_node).code
            if changed != texts[path]:
                yield _mutant(path, texts[path], changed)

    return len(places), made()


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


def run_tests(tests: Sequence[str], mutant: Mutant | None, cpu_seconds: int) -> tuple[str, float]:
    """Run the tests in a forked process; "passed", "failed" or "stopped" (time, memory, crash), and its CPU seconds."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = os.fork()
    if child == 0:
        code = 3
        try:
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            if mutant is not None:
                sys.meta_path.insert(0, _Finder(mutant))
            code = _pytest(tests)
        finally:
            os._exit(int(code))
    deadline = time.monotonic() + 60 * cpu_seconds  # a mutant that sleeps uses no CPU time
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
    if os.WIFSIGNALED(status):
        return "stopped", used
    code = os.WEXITSTATUS(status)
    return ("passed" if code == 0 else "nothing to run" if code == 5 else "failed"), used


def _pytest(tests: Sequence[str]) -> int:
    """Run pytest in this process: first failure ends it, no slow tests, nothing drawn at random, nothing kept."""
    import hypothesis
    import pytest

    hypothesis.settings.register_profile("mutation", database=None, derandomize=True, deadline=None)
    hypothesis.settings.load_profile("mutation")
    options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:nbval"]
    return pytest.main([*options, *tests])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", help="folder of modules, such as toolkit/claim, or one module")
    parser.add_argument("--sample", type=int, default=300, help="mutants to draw (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="fixes which, and in which order (%(default)s)")
    parser.add_argument("--minutes", type=float, default=30, help="stop after so long (%(default)s)")
    parser.add_argument("--tests", nargs="+", help="default: the folder of tests named like the package")
    parser.add_argument("--least", type=float, default=0.0, help="killed share below which the exit code is 1")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    package = (ROOT / given.package).resolve()
    tests = given.tests or [f"tests/{package.stem}"]
    files = [package] if package.is_file() else sorted(package.glob("*.py"))
    import hypothesis  # noqa: F401  imported once, before the forks
    import pytest  # noqa: F401

    state, cpu = run_tests(tests, None, 600)
    if state != "passed":
        print(f"the tests do not pass unchanged: {state}", file=sys.stderr)
        return 2
    count, drawn = draw(files, given.sample, given.seed)
    print(f"{count} mutants in {len(files)} files; the tests take {cpu:.1f} CPU seconds", flush=True)
    until = time.monotonic() + 60 * given.minutes
    survivors: list[Mutant] = []
    tried = stopped = 0
    for mutant in drawn:
        if time.monotonic() > until:
            break
        state, _ = run_tests(tests, mutant, int(5 * cpu) + 10)
        tried += 1
        stopped += state == "stopped"
        if state == "passed":
            survivors.append(mutant)
            print(f"survived ({tried} tried): {mutant}", flush=True)
    return _report(tried, stopped, survivors, given.least)


def _report(tried: int, stopped: int, survivors: Sequence[Mutant], least: float) -> int:
    from toolkit.study.intervals import wilson

    killed = tried - len(survivors)
    if not tried:
        print("no mutant was tried")
        return 0
    interval = wilson(killed, tried)
    by_file: dict[str, int] = {}
    for mutant in survivors:
        by_file[mutant.path.name] = by_file.get(mutant.path.name, 0) + 1
    print(
        f"killed {killed} of {tried} = {killed / tried:.1%} [{interval.low:.1%}, {interval.high:.1%}] "
        f"(Wilson, 95%), {stopped} of them by the limits of time and memory"
    )
    print("survivors by file:", ", ".join(f"{name} {count}" for name, count in sorted(by_file.items())) or "none")
    return 1 if killed / tried < least else 0


if __name__ == "__main__":
    sys.exit(main())
