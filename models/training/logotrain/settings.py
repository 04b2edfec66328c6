"""settings.toml as nested dicts; a copy with changes can be given on the command line."""

import tomllib
from pathlib import Path

DEFAULT = Path(__file__).resolve().parent.parent / "settings.toml"


def load_settings(path=None, changes=()) -> dict:
    """`changes`: strings such as "train.steps=2000"; the key MUST exist and keeps its type."""
    settings = tomllib.loads(Path(path or DEFAULT).read_text())
    for change in changes:
        key, _, text = change.partition("=")
        section, _, name = key.rpartition(".")
        table = settings
        for part in section.split("."):
            table = table[part]
        if name not in table:
            raise KeyError(f"unknown setting: {key}")
        table[name] = tomllib.loads(f"value = {text}")["value"]
    return settings
