"""Papers as PDF: templates (.typ) filled with data by typst, in a process of its own. What people
wrote reaches a template as data, never as its source. ``papers.py`` one folder up calls it."""
