"""Files only an office program reads (.wps, .rtf, .odt, Word 6) in, the Document of their .docx or .xlsx copy out.

LibreOffice is looked for and never required. It runs without a window, with a profile of its own, and within a time
limit; everything it writes goes into a folder that is removed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from toolkit.read.document import Document, UnreadableError
from toolkit.read.formats import limits

_COMMANDS = ("soffice", "libreoffice", "soffice.exe")
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_KINDS = {".odt": "odf", ".ods": "odf"}
_ADVICE = "install LibreOffice (on Debian: apt install libreoffice-writer-nogui), or save the file as"

_PLACE = "/org.openoffice.Office.Common/Security/Scripting"
_SAFE = {"BlockUntrustedRefererLinks": "true", "DisableMacrosExecution": "true", "MacroSecurityLevel": "3"}
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{_PLACE}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in _SAFE.items()
    )
    + "</oor:items>"
)


def read_rtf(data: bytes, source: str) -> Document:
    """Read a rich text file by LibreOffice."""
    return read_by_libreoffice(data, source, ".rtf")


def read_wps(data: bytes, source: str) -> Document:
    """Read a file of WPS Office by LibreOffice."""
    return read_by_libreoffice(data, source, ".wps")


def read_odf(data: bytes, source: str) -> Document:
    """Read an OpenDocument text or sheet by LibreOffice."""
    if b"opendocument.spreadsheet" in data[:200]:
        return read_by_libreoffice(data, source, ".ods", "xlsx")
    return read_by_libreoffice(data, source, ".odt")


def read_xlsb(data: bytes, source: str) -> Document:
    """Read a binary workbook by LibreOffice."""
    return read_by_libreoffice(data, source, ".xlsb", "xlsx")


def find_libreoffice() -> str | None:
    """Return the command of an installed LibreOffice."""
    found = next((path for name in _COMMANDS if (path := shutil.which(name))), None)
    return found or (_MAC if sys.platform == "darwin" and Path(_MAC).exists() else None)


def read_by_libreoffice(data: bytes, source: str, suffix: str, to: str = "docx") -> Document:
    """Return the Document of a file's copy as .docx or .xlsx; `suffix` tells LibreOffice what to expect.

    Raises UnreadableError "unsupported" where LibreOffice is missing, "damaged" where it cannot read the file or does
    not finish in CONVERT_SECONDS.
    """
    command = find_libreoffice()
    if command is None:
        raise UnreadableError("unsupported", f"a {suffix} file of this kind needs an office program: {_ADVICE} .{to}")
    if len(data) > limits.OFFICE_BYTES:
        raise UnreadableError("too_large", f"the file has {len(data)} bytes, more than {limits.OFFICE_BYTES}")
    with tempfile.TemporaryDirectory(prefix="ogi-convert-") as folder:
        given = Path(folder, f"given{suffix}")
        given.write_bytes(data)
        profile = _profile(Path(folder, "profile"))
        made = Path(folder, f"given.{to}")
        arguments = ["--headless", "--norestore", "--convert-to", to, "--outdir", folder, str(given)]
        deadline = time.monotonic() + limits.CONVERT_SECONDS
        for _ in range(2):  # the first start with a new profile may end with only the profile made
            if not made.exists():
                _run([command, f"-env:UserInstallation={profile}", *arguments], deadline - time.monotonic())
        if not made.exists():
            raise UnreadableError("damaged", "LibreOffice cannot read the file")
        from toolkit.read.formats import READERS

        copy = READERS[to](made.read_bytes(), source)
    digest = hashlib.sha256(data).hexdigest()
    notes = (*copy.notes, "read by way of LibreOffice")
    return Document(source, digest, _KINDS.get(suffix, suffix[1:]), copy.blocks, copy.parts, notes)


def _profile(folder: Path) -> str:
    """Make a profile under which no macro runs and no linked file or address is opened; return its address."""
    settings = folder / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    return folder.as_uri()


def _run(command: Sequence[str], seconds: float) -> None:
    """Run a command with all that it starts, and end all of it when its time is up."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        message = f"LibreOffice did not finish within {limits.CONVERT_SECONDS:.0f} seconds"
        raise UnreadableError("damaged", message) from error
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
