"""Showing: a report, a passage or a whole run as HTML that stands on its own, offline and escaped."""

from toolkit.show.audit import audit_page
from toolkit.show.frames import readable_frames
from toolkit.show.official import report_html
from toolkit.show.prose import narrative_html

__all__ = ["audit_page", "narrative_html", "readable_frames", "report_html"]
