"""A folder of reports → a Corpus, and its tables on disk: `ogi run` and `toolkit.run`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from toolkit.check import Check
from toolkit.corpus.corpus import Corpus, Found, Locator, Views
from toolkit.corpus.inputs import files_under, load_bodies, register_for
from toolkit.corpus.joining import Links, links
from toolkit.corpus.kin import Neighbour, neighbours, repeats
from toolkit.corpus.pool import Answers, Maps, answers
from toolkit.corpus.resume import FOLDER as RESUME
from toolkit.corpus.resume import Kept
from toolkit.corpus.wider import corpus_checks, coverage
from toolkit.corpus.work import OWNER, Done, Entry, Prior, Task, file_order, merged, work
from toolkit.read import State
from toolkit.show.audit import FOLDER, audit_files
from toolkit.study.codebook import codebook
from toolkit.study.decisions import Decision, read_decisions
from toolkit.study.edits import adjudicated
from toolkit.study.frames import draft, finished, write_table
from toolkit.study.package import write_package
from toolkit.study.rows import Row, check_rows
from toolkit.study.schema import schema
from toolkit.study.view import Figures, figure

_PAGES = 1000  # reports that the audit shows, the ones with most to check
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
    kept_answers = Kept(Path(out) / RESUME) if resume and out is not None else None
    answered: Answers = answers if kept_answers is None else kept_answers.answers
    decisions = load_decisions(raw, corrections)  # first, so that a mistake in it is told before the long work
    register = Path(bodies) if bodies is not None else register_for(raw / "any")
    known = None if register is None else str(register)
    inputs = [(order, source, str(path)) for order, (source, path) in enumerate(files_under(raw))]
    size = max(1, min(_CHUNK, -(-len(inputs) // (4 * max(jobs, 1)))))
    tasks = [Task(tuple(inputs[n : n + size]), known) for n in range(0, len(inputs), size)]
    done = merged(_watched(answered(work, tasks, jobs, executor), tasks, progress))
    copies = repeats(done.reports)
    kept = [entry for entry in done.reports if entry.owner not in copies]
    joins = links(kept)
    by_file: dict[int, dict[int, tuple[Entry, ...]]] = {}
    for owner, others in joins.items():
        by_file.setdefault(file_order(owner), {})[owner] = others
    again = _Again(inputs, known, jobs, executor, by_file, answered)
    done = _with_joined(done, again)
    parts = {other.owner for others in joins.values() for other in others}
    whole = [entry for entry in done.reports if entry.owner not in parts]
    kept = [entry for entry in whole if entry.owner not in copies]
    years = neighbours(kept)
    done, priors = _with_years(done, years, again)
    register_of = load_bodies(register)
    wider = list(corpus_checks(whole, copies, years, register_of, lambda owners: _figures(done, owners)))
    done = _with_checks(done, wider)
    drafts = _tables(done, kept, copies, joins)
    unread = drafts["quarantine"].height
    drafts["coverage"] = draft("coverage", list(coverage(kept, unread, register_of, schema().version)))
    drafts |= adjudicated(drafts, decisions)
    tables = {table: finished(table, frame) for table, frame in drafts.items()}
    paths = {order: (path, source) for order, source, path in inputs}
    found = {e.owner: Found(*paths[file_order(e.owner)], e.report_id, e.sha256) for e in done.reports}
    locators = [
        Locator(found[e.owner], priors.get(e.owner), tuple(found[o.owner] for o in joins.get(e.owner, ())))
        for e in kept
    ]
    corpus = Corpus(tables, Views(locators, register, tables["checks"]))
    if out is not None:
        write(corpus, drafts, Path(out))
    if kept_answers is not None:
        kept_answers.clear()
    return corpus


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


def _watched(results: Iterable[Done], tasks: Sequence[Task], progress: bool) -> Iterator[Done]:
    """Pass the answers on, with a bar over the files on stderr where someone watches."""
    from tqdm import tqdm

    with tqdm(total=sum(len(t.files) for t in tasks), unit="file", disable=None if progress else True) as bar:
        for task, result in zip(tasks, results, strict=True):
            yield result
            bar.update(len(task.files))


@dataclass(frozen=True, slots=True)
class _Again:
    """How files are read again, for what only shows once all are read; `joins` are kept to each time."""

    inputs: Sequence[tuple[int, str, str]]
    bodies: str | None
    jobs: int
    executor: Maps | None
    joins: Mapping[int, Links]  # by the order of the file
    answered: Answers

    def judged(self, wanted: Mapping[int, Mapping[int, Prior]]) -> Done:
        """Return the answers for files by their order, each with the priors of its reports."""
        tasks = [self._task(order, priors) for order, priors in sorted(wanted.items())]
        return merged(self.answered(work, tasks, self.jobs, self.executor))

    def _task(self, order: int, priors: Mapping[int, Prior]) -> Task:
        own = {owner: tuple(other.owner for other in others) for owner, others in self.joins.get(order, {}).items()}
        orders = sorted({order, *(file_order(other) for others in own.values() for other in others)})
        return Task(tuple(self.inputs[n] for n in orders), self.bodies, priors, own)


def _with_joined(done: Done, again: _Again) -> Done:
    """Read together the files that one report was published as."""
    if not again.joins:
        return done
    fresh = again.judged({order: {} for order in again.joins})
    wanted = {owner for own in again.joins.values() for owner in own}
    entries = {entry.owner: entry for entry in fresh.reports if entry.owner in wanted}
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


def _with_years(done: Done, years: Mapping[int, Neighbour], again: _Again) -> tuple[Done, dict[int, Prior]]:
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
    fresh = again.judged(wanted)
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


def write(corpus: Corpus, drafts: Mapping[str, pl.DataFrame], out: Path) -> None:
    """Write all tables with their description into `out`; each file appears whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=out) as name:
        folder = Path(name)
        for table, frame in drafts.items():
            write_table(table, frame, folder)
        (folder / "codebook.md").write_text(codebook(), encoding="utf-8", newline="\n")
        write_package(folder)
        for file in sorted(folder.iterdir()):
            file.replace(out / file.name)
        # Last, so that the tables stand whatever happens to the pages.
        _write_audit(corpus, folder, out)


def _write_audit(corpus: Corpus, folder: Path, out: Path) -> None:
    """Write the audit page, of many reports their own pages beside it, and drop those of an earlier run."""
    gravity = ("claims_inconsistent", "checks_fail", "claims_ambiguous", "gaps", "leftovers")
    counts = corpus.tables["reports"].select(gravity).iter_rows()
    worst = sorted(enumerate(counts), key=lambda entry: [-n for n in entry[1]])[:_PAGES]
    chosen = sorted(n for n, _ in worst)
    written: set[Path] = set()
    for name, text in audit_files((corpus.views[n] for n in chosen), len(chosen), "zh", len(corpus.views)):
        target = out / name
        target.parent.mkdir(exist_ok=True)
        (folder / target.name).write_text(text, encoding="utf-8", newline="\n")
        (folder / target.name).replace(target)
        written.add(target)
    for page in (out / FOLDER).glob("*.html"):
        if page not in written:
            page.unlink()
