"""A folder of reports → a Corpus, and its tables on disk: `ogi run` and `toolkit.run`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import polars as pl

from toolkit.check import Check
from toolkit.corpus.corpus import Corpus, Found, Locator, Views
from toolkit.corpus.entry import Entry
from toolkit.corpus.held import Held
from toolkit.corpus.inputs import files_under, load_bodies, register_for
from toolkit.corpus.joining import Links, links
from toolkit.corpus.kin import Neighbour, neighbours, repeats
from toolkit.corpus.output import write
from toolkit.corpus.pool import Answers, Maps, answers
from toolkit.corpus.resume import FOLDER as RESUME
from toolkit.corpus.resume import Kept
from toolkit.corpus.wider import corpus_checks, coverage
from toolkit.corpus.work import OWNER, Done, Prior, Task, file_order, merged, work
from toolkit.read import State
from toolkit.study.decisions import Decision, read_decisions
from toolkit.study.edits import adjudicated
from toolkit.study.frames import draft, finished
from toolkit.study.rows import Row, check_rows
from toolkit.study.schema import schema
from toolkit.study.view import Figures, figure

T = TypeVar("T")
_COUNTED = {"holds": "hold", "fails": "fail", "undecided": "undecided"}
_CHUNK = 64  # files; small enough to share out evenly, large enough that starting a task costs nothing


def run(
    raw: str | Path = "data/raw",
    out: str | Path | None = None,
    *,
    executor: Maps | None = None,
    jobs: int = 1,
    bodies: str | Path | None = None,
    corrections: str | Path | None = None,
    progress: bool = False,
    resume: bool = False,
) -> Corpus:
    """Read every file under `raw` and return the tables; with `out`, write them there.

    `bodies` is the register, by default `reference/bodies.csv` beside `raw`, or of the project one stands in;
    `corrections` what readers decided, by default `reference/corrections.csv` beside `raw` where there is one. `jobs`
    processes share the work, or any `executor` with `map`; the result is the same to the byte. With `resume` what was
    read is kept in `out` until all is written, and a run that was stopped goes on from there. Raises NotADirectoryError
    where `raw` is no folder, ValueError for a file of decisions that is none, or for `resume` without `out`; a file
    that cannot be read raises nothing and stands in `quarantine`.
    """
    raw = Path(raw)
    if not raw.is_dir():
        raise NotADirectoryError(f"there is no folder {raw}")
    if resume and out is None:
        raise ValueError("resume needs out, the folder in which to keep what was read")
    decisions = load_decisions(raw, corrections)  # first, so that a mistake in it is told before the long work
    register = Path(bodies) if bodies is not None else register_for(raw / "any")
    known = None if register is None else str(register)
    inputs = [(order, source, str(path)) for order, (source, path) in enumerate(files_under(raw))]
    kept_answers = Kept(Path(out) / RESUME) if resume and out is not None else None
    answered: Answers = answers if kept_answers is None else kept_answers.answers
    if out is not None:
        Path(out).mkdir(parents=True, exist_ok=True)
    # Beside the output, where there is room for it: the folder for passing things is memory on many machines.
    with tempfile.TemporaryDirectory(prefix=".reading-", dir=out) as scratch:
        reader = _Reader(inputs, known, jobs, executor, answered, Held(Path(scratch)))
        corpus, drafts = _told(reader, register, decisions, progress)
        if out is not None:
            write(corpus, drafts, Path(out))
    if kept_answers is not None:
        kept_answers.clear()
    return corpus


def _told(
    reader: _Reader, register: Path | None, decisions: Sequence[Decision], progress: bool
) -> tuple[Corpus, dict[str, pl.DataFrame]]:
    """Read all, and return the corpus and the drafts of its tables."""
    done = reader.first(progress)
    copies = repeats(done.reports)
    joins = links([entry for entry in done.reports if entry.owner not in copies])
    done = _with_joined(done, joins, reader)
    parts = {other.owner for others in joins.values() for other in others}
    whole = [entry for entry in done.reports if entry.owner not in parts]
    kept = [entry for entry in whole if entry.owner not in copies]
    years = neighbours(kept)
    done, priors = _with_years(done, years, joins, reader)
    register_of = load_bodies(register)
    wider = list(corpus_checks(whole, copies, years, register_of, lambda owners: _figures(done, owners)))
    done = _with_checks(done, wider)
    drafts = _tables(done, kept, copies, joins)
    unread = drafts["quarantine"].height
    drafts["coverage"] = draft("coverage", list(coverage(kept, unread, register_of, schema().version)))
    drafts |= adjudicated(drafts, decisions)
    tables = {table: finished(table, frame) for table, frame in drafts.items()}
    paths = {order: (path, source) for order, source, path in reader.inputs}
    found = {e.owner: Found(*paths[file_order(e.owner)], e.report_id, e.sha256) for e in done.reports}
    locators = [
        Locator(e.owner, found[e.owner], priors.get(e.owner), tuple(found[o.owner] for o in joins.get(e.owner, ())))
        for e in kept
    ]
    return Corpus(tables, Views(locators, register, tables["checks"], reader.held)), drafts


def load_decisions(raw: Path, corrections: str | Path | None = None) -> tuple[Decision, ...]:
    """Read the decisions that go with a raw folder, or those of a file; ValueError for one that is not as it must be.

    Only a file that was asked for has to be there.
    """
    path = raw.absolute().parent / "reference" / "corrections.csv" if corrections is None else Path(corrections)
    if corrections is None and not path.is_file():
        return ()
    try:
        return read_decisions(path.read_text("utf-8-sig"))
    except (ValueError, OSError) as error:
        raise ValueError(f"{path}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """How files are read, and reports judged again for what only shows once all are read."""

    inputs: Sequence[tuple[int, str, str]]
    bodies: str | None
    jobs: int
    executor: Maps | None
    answered: Answers
    held: Held

    def first(self, progress: bool) -> Done:
        """Return the answers for all files, with a bar over them on stderr where someone watches."""
        from tqdm import tqdm

        tasks = [Task(tuple(files), self.bodies) for files in self._shares(self.inputs)]
        with tqdm(total=len(self.inputs), unit="file", disable=None if progress else True) as bar:
            return merged(self._answers(tasks, bar.update))

    def again(self, wanted: Mapping[int, Mapping[int, Prior]], joins: Links) -> Done:
        """Return the answers for files by their order, each with the priors of its reports, joined as they must be."""
        by_file: dict[int, dict[int, tuple[int, ...]]] = {}
        for owner, others in joins.items():
            by_file.setdefault(file_order(owner), {})[owner] = tuple(other.owner for other in others)
        shares = self._shares(sorted(wanted))
        return merged(self._answers([self._task(orders, wanted, by_file) for orders in shares]))

    def _task(
        self,
        orders: Sequence[int],
        wanted: Mapping[int, Mapping[int, Prior]],
        joins: Mapping[int, Mapping[int, tuple[int, ...]]],
    ) -> Task:
        priors = {owner: prior for order in orders for owner, prior in wanted[order].items()}
        own = {owner: parts for order in orders for owner, parts in joins.get(order, {}).items()}
        others = [other for parts in own.values() for other in parts]
        files = sorted({*orders, *(file_order(other) for other in others)})
        slots = {owner: self.held.slot(owner) for owner in (*priors, *own, *others)}
        held = {owner: slot for owner, slot in slots.items() if slot is not None}
        return Task(tuple(self.inputs[n] for n in files), self.bodies, priors, own, held)

    def _shares(self, all_of_them: Sequence[T]) -> list[Sequence[T]]:
        """Return what the tasks of one round have to do: enough of them for every process."""
        size = max(1, min(_CHUNK, -(-len(all_of_them) // (4 * max(self.jobs, 1)))))
        return [all_of_them[n : n + size] for n in range(0, len(all_of_them), size)]

    def _answers(self, tasks: Sequence[Task], tell: Callable[[int], object] = lambda _: None) -> Iterator[Done]:
        """Yield the answers, their reports held on disk instead of in memory."""
        for task, done in zip(tasks, self.answered(work, tasks, self.jobs, self.executor), strict=True):
            self.held.keep(done.kept)
            yield replace(done, kept=())
            tell(len(task.files))


def _with_joined(done: Done, joins: Links, reader: _Reader) -> Done:
    """Judge as one the reports that one report was published as."""
    if not joins:
        return done
    fresh = reader.again({file_order(owner): {} for owner in joins}, joins)
    entries = {entry.owner: entry for entry in fresh.reports if entry.owner in joins}
    done = _renewed(done, fresh, [*entries])
    return Done(done.frames, done.files, tuple(entries.get(entry.owner, entry) for entry in done.reports))


def _renewed(done: Done, fresh: Done, owners: Sequence[int]) -> Done:
    """Return the answers with the rows of some reports as they were read again."""
    if not owners:
        return done
    these = pl.col(OWNER).is_in(owners)
    kept = {table: [frame.filter(~these)] for table, frame in done.frames.items()}
    for table, frame in fresh.frames.items():
        kept.setdefault(table, []).append(frame.filter(these))
    return Done({table: pl.concat(frames) for table, frames in kept.items()}, done.files, done.reports)


def _with_years(
    done: Done, years: Mapping[int, Neighbour], joins: Links, reader: _Reader
) -> tuple[Done, dict[int, Prior]]:
    """Judge again, with last year's figures, the reports whose body also reported the year before.

    One that does not add up is judged beside the year after as well.
    """
    before = {owner: year.entry.owner for owner, year in years.items() if year.entry is not None}
    if not before:
        return done, {}
    faulty = set(done.frames["reports"].filter(pl.col("checks_fail") > pl.col("checks_fail_soft"))[OWNER])
    after = {earlier: owner for owner, earlier in before.items() if earlier in faulty}
    known = _figures(done, {*before.values(), *after.values()})
    priors = {
        owner: Prior(
            known.get(before[owner], {}) if owner in before else None,
            years[owner].doubt,
            known.get(after[owner], {}) if owner in after else None,
        )
        for owner in sorted({*before, *after})
    }
    wanted: dict[int, dict[int, Prior]] = {}
    for owner, cells in priors.items():
        wanted.setdefault(file_order(owner), {})[owner] = cells
    fresh = reader.again(wanted, joins)
    judged = [entry.owner for entry in fresh.reports if entry.owner in priors]  # a file that fails keeps its first rows
    return _renewed(done, fresh, judged), {owner: priors[owner] for owner in judged}


def _with_checks(done: Done, checks: Sequence[tuple[int, Check]]) -> Done:
    """Return the answers with the checks of the corpus behind those of each report, and counted among them."""
    if not checks:
        return done
    version = schema().version
    names = {entry.owner: entry.report_id for entry in done.reports}
    rows = [(*row, version) for owner, check in checks for row in check_rows(names[owner], [check])]
    owners = pl.Series(OWNER, [owner for owner, _ in checks], dtype=pl.Int64)
    added = draft("checks", rows).with_columns(owners)
    soft = (pl.col("outcome") == "fails") & (pl.col("severity") == "soft")
    counts = {f"checks_{_COUNTED[outcome]}": pl.col("outcome") == outcome for outcome in _COUNTED}
    counts["checks_fail_soft"] = soft
    counted = added.group_by(OWNER).agg(that.sum().cast(pl.Int64).alias(f"+{name}") for name, that in counts.items())
    known = done.frames["reports"]
    reports = known.join(counted, on=OWNER, how="left", maintain_order="left").with_columns(
        pl.col(name) + pl.col(f"+{name}").fill_null(0) for name in counts
    )
    frames = {"checks": pl.concat([done.frames["checks"], added]), "reports": reports.select(known.columns)}
    return Done({**done.frames, **frames}, done.files, done.reports)


def _figures(done: Done, owners: set[int]) -> Mapping[int, Figures]:
    wanted = done.frames["cells"].filter(pl.col(OWNER).is_in(list(owners)))
    found: dict[int, dict[str, Decimal | None]] = {}
    # Reports are many: one string for each cell of the form and one object for each number that several print.
    names: dict[tuple[str, str, str], str] = {}
    numbers: dict[Decimal, Decimal] = {}
    columns = (OWNER, "table", "row", "column", "value", "unit", "state")
    for owner, table, row, column, value, unit, state in wanted.select(columns).iter_rows():
        key = names.setdefault((table, row, column), f"{table}.{row}.{column}")
        number = figure(key, None if value is None else Decimal(value), unit or "", State(state))
        found.setdefault(owner, {})[key] = None if number is None else numbers.setdefault(number, number)
    return found


def _tables(done: Done, kept: Sequence[Entry], copies: Mapping[int, Entry], joins: Links) -> dict[str, pl.DataFrame]:
    """Return every table as a draft frame: rows of the reports kept, in their order, and the account of the files."""
    owners = [entry.owner for entry in kept]
    tables: dict[str, pl.DataFrame] = {}
    for table in schema().tables:
        frame = done.frames.get(table)
        if frame is None:
            tables[table] = draft(table, [])
        else:
            tables[table] = frame.filter(pl.col(OWNER).is_in(owners)).sort(OWNER, maintain_order=True).drop(OWNER)
    version = schema().version
    unread = [(f.source, f.sha256 or None, f.kind, f.message, version) for f in done.files if f.kind]
    tables["files"] = draft("files", list(_files(done, copies, joins, version))).sort("source")
    tables["quarantine"] = draft("quarantine", unread).sort("source")
    return tables


def _files(done: Done, copies: Mapping[int, Entry], joins: Links, version: int) -> Iterator[Row]:
    held: dict[str, list[Entry]] = {}
    entries = {entry.owner: entry for entry in done.reports}
    into = {other.owner: entries[owner] for owner, others in joins.items() for other in others}
    for entry in done.reports:
        held.setdefault(entry.source, []).append(entry)
    for file in done.files:
        own = held.get(file.source, [])
        repeated = [copies[entry.owner] for entry in own if entry.owner in copies]
        merged_into = [into[entry.owner] for entry in own if entry.owner in into]
        left = len(own) - len(repeated) - len(merged_into)
        status = "quarantined" if file.kind else "read"
        if not file.kind and not left and (repeated or merged_into):
            status = "joined" if merged_into else "duplicate"
        others = sorted(other.source for entry in own for other in joins.get(entry.owner, ()))
        note = f"one report with {', '.join(others)}" if others else None
        if file.members is not None and not file.kind:
            note = f"an archive of {file.members} files, each on a row of its own"
        elif repeated and left:
            note = f"{len(repeated)} of its reports repeat {', '.join(sorted({e.source for e in repeated}))}"
        yield (
            file.source, file.sha256 or None, file.size, file.format or None, status, left,
            next((e.source for e in (*merged_into, *repeated)), None) if not left else None, note, version,
        )  # fmt: skip
