"""Named parts → a zip package, the same bytes for the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of the files, in their order; stored (ZIP_STORED), no packer shows in its bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = method
            info.external_attr = 0o600 << 16
            archive.writestr(info, body)
    return out.getvalue()
