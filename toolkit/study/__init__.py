"""Study: reports → views with checks and claims → tidy rows and frames, the tables of data/processed."""

from toolkit.study.view import ReportView, view_report

__all__ = ["ReportView", "view_report"]
