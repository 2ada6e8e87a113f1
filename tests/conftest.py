"""What several tests share: the root of the checkout and the reports in data/raw."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def raw(root: Path) -> dict[str, bytes]:
    """The real reports by their number, "000" to "004", as published."""
    return {path.name[:3]: path.read_bytes() for path in sorted((root / "data" / "raw").glob("[0-9]*.txt"))}
