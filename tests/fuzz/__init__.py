"""Fuzzing: hostile texts and files, what must hold for any of them, and two drivers, hypothesis and atheris."""
