"""How much of a file is read before it is refused, and why that much: one place for every bound.

A yearly report is some 10 KB of text and five small tables. The bounds lie a hundred times above the largest honest
file and well below what would stop a laptop, so that a hostile or mistaken file ends as a reason, not as a hang.
"""

from typing import Final

MEGABYTE: Final = 1 << 20

HTML_BYTES: Final = 24 * MEGABYTE
"""A page with pictures written into it as base64 reaches a few megabytes."""

HTML_TAGS: Final = 400_000
"""A large government page has about 5,000 tags; lxml needs about 500 bytes for each."""

PDF_BYTES: Final = 256 * MEGABYTE
"""A scanned report of 60 colour pages is about 60 MB."""

PDF_PAGES: Final = 500
"""The longest yearly reports, with annexes, have about 60 pages."""

PDF_PAGE_CHARACTERS: Final = 50_000
"""A page of the smallest print holds about 8,000 characters; beyond this the page is drawn, not written."""

PDF_PAGE_RULES: Final = 20_000
"""The table of section three is drawn with 100 to 1,500 strokes; maps and plans are drawn with far more."""

PDF_PAGE_DOTS: Final = 100_000
"""Pieces too short for a line: a page of tables in dotted lines is drawn with about 35,000."""

PICTURE_BYTES: Final = 128 * MEGABYTE
"""A page scanned in colour at 600 dots an inch, hardly packed, is about 100 MB."""

PICTURE_DOTS: Final = 400_000_000
"""Dots of all pictures of one file; a page has 4 million at 200 dots an inch, 35 million at 600."""

SCAN_PAGES: Final = 100
"""A page takes a few seconds; the longest scanned reports have about 30."""

OFFICE_BYTES: Final = 256 * MEGABYTE
"""Word and spreadsheet files grow by their pictures, which are not read."""

PART_BYTES: Final = 192 * MEGABYTE
"""One XML part of a Word or spreadsheet file, unpacked. A sheet formatted down to its last row takes about 100 MB."""

PART_RATIO: Final = 1_100
"""Unpacked to packed. Deflate cannot exceed 1,032; a header that claims more is false."""

DOCX_PART_BYTES: Final = 48 * MEGABYTE
"""The text part of a Word file, which is held as a tree (about 10 bytes for each byte)."""

XML_TAGS: Final = 800_000
"""Tags of one part of an Office file that is held as a tree: a report of 60 pages has about 200,000."""

CHUNK_DEPTH: Final = 2
"""Word files embedded whole within Word files."""

CHUNK_BLOCKS: Final = 50_000
"""Paragraphs and cells of all files that one Word file embeds; exporters embed one page."""

GRID_COLUMNS: Final = 256
"""The widest official table has 15 columns; old sheets have at most 256."""

GRID_CELLS: Final = 100_000
"""Cells of one table that are kept; the largest official table has 280."""

SPAN: Final = 64
"""A rowspan or colspan larger than this says "to the edge", not how far."""

SHEET_EMPTY_ROWS: Final = 5_000
"""Rows without a value after which the rest of a sheet counts as empty; the note says so."""

SHEETS: Final = 200
"""Sheets of one workbook that are read."""

ARCHIVE_MEMBERS: Final = 2_000
"""Files in one archive, those of archives within it included: a county's reports of one year are about 100."""

ARCHIVE_BYTES: Final = 1_024 * MEGABYTE
"""Everything in one archive, unpacked."""

ARCHIVE_RATIO: Final = 300
"""Unpacked to packed, for members above `ARCHIVE_RATIO_FROM`: text packs 3 to 20 times, an empty sheet about 100."""

ARCHIVE_RATIO_FROM: Final = 4 * MEGABYTE
"""A member smaller than this harms nobody, whatever its ratio."""

ARCHIVE_DEPTH: Final = 3
"""Archives within archives."""

CONVERT_SECONDS: Final = 120.0
"""LibreOffice takes 2 to 3 seconds for a report, up to a minute on a first start."""
