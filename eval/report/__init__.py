"""The report of a run: report.html for people, report.md for a job page, junit.xml for a CI server."""
