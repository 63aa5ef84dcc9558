# SPDX-License-Identifier: MIT
"""What a report consists of, and how its files are written."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(__file__)), "templates")


@dataclass
class Report:
    """Lines for the terminal, files by their names, and what the play gets."""

    text: str
    result: dict
    files: dict = field(default_factory=dict)


def page(template, **values):
    """An HTML page. Everything is escaped; no template marks anything as safe."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATES))
    return environment.get_template(template).render(visible=visible, **values)


def as_json(value):
    """The same data always gives the same bytes."""
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


def write(directory, name, text):
    """Whole or not at all, and only if it differs."""
    path = os.path.join(directory, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    data = text.encode("utf-8", "backslashreplace")
    new, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".svreset-")
    try:
        with os.fdopen(new, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def visible(value):
    """A text on one line that controls no terminal and changes no reading direction."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return "".join(each if each.isprintable() else "\\x%02x" % ord(each) for each in text)


def lines(text):
    """A text of several lines, each of them visible."""
    return "\n".join(visible(line) for line in text.split("\n"))
