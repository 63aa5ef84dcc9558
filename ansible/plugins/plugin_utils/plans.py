# SPDX-License-Identifier: MIT
"""The plans of all hosts, as they will be applied."""

from __future__ import annotations

from .files import Report, lines, visible


def report(answers):
    """Only lines. The plans stay on their hosts."""
    changed = {host: answer for host, answer in sorted(answers.items()) if answer.get("changed") is True}
    parts = ["== %s ==\n%s" % (visible(host), lines(str(answer.get("text", "")))) for host, answer in changed.items()]
    rest = len(answers) - len(changed)
    return Report("\n".join([*parts, "%d plans; %d hosts need none" % (len(changed), rest)]), {"hosts": list(changed)})
