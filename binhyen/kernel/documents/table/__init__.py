"""Spreadsheets read in a process of their own, under the same limits as pictures and PDFs."""
