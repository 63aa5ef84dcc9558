# SPDX-License-Identifier: MIT
"""The verdicts of all hosts, worst first."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timezone

from .files import Report, as_json, page, visible

WORST_FIRST = ("sick", "unreachable", "unknown", "warning", "happy")


def report(answers):
    """A table, check.json and check.html."""
    rows = sorted((row(host, answer) for host, answer in answers.items()), key=rank)
    counts = Counter(each["verdict"] for each in rows)
    summary = {
        "schema": "svreset/fleet-check/1",
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "worst": rows[0]["verdict"] if rows else "happy",
        "counts": {verdict: counts[verdict] for verdict in WORST_FIRST},
        "hosts": rows,
    }
    text = table(rows, summary)
    files = {"check.json": as_json(summary), "check.html": page("check.html.j2", **summary), "check.txt": text + "\n"}
    return Report(text, {"worst": summary["worst"], "counts": summary["counts"]}, files)


def rank(each):
    """Worst first, then by name."""
    return (WORST_FIRST.index(each["verdict"]), each["host"])


def row(host, answer):
    """What one host has answered. Whatever it is, it is one row."""
    try:
        return {"host": host, **told(answer)}
    except (AttributeError, KeyError, TypeError):
        return {"host": host, **silent("unknown", "it has sent something that is no check")}


def told(answer):
    """By the verdict that the module says."""
    if answer.get("unreachable"):
        return silent("unreachable", answer.get("msg", ""))
    if answer.get("verdict") not in ("sick", "unknown", "warning", "happy"):
        return silent("unknown", answer.get("module_stderr") or answer.get("msg") or "the module did not run")
    if not answer["check"]:
        return silent("unknown", answer["reason"])
    check = answer["check"]
    causes = [each for each in check["findings"] if "causedBy" not in each]
    return {
        "verdict": answer["verdict"],
        "reason": "",
        "services": len(check["services"]),
        "up": sum(each["state"] == "up" for each in check["services"]),
        "findings": [{name: each[name] for name in ("id", "severity", "message", "remedy")} for each in causes],
        "check": check,
    }


def silent(verdict, reason):
    """A host of which nothing is known but why."""
    return {"verdict": verdict, "reason": visible(reason), "services": 0, "up": 0, "findings": [], "check": {}}


def table(rows, summary):
    """For the terminal."""
    width = max([4, *(len(visible(each["host"])) for each in rows)])
    form = "%%-%ds  %%-11s  %%8s  %%4s  %%s" % width
    parts = [form % ("HOST", "VERDICT", "SERVICES", "UP", "WHAT IS WRONG")]
    for each in rows:
        known = (each["services"], each["up"]) if each["check"] else ("-", "-")
        wrong = [visible(finding["message"]) for finding in each["findings"]] or [each["reason"]]
        parts.append((form % (visible(each["host"]), each["verdict"], *known, wrong[0])).rstrip())
        parts += [" " * (width + 30) + other for other in wrong[1:]]
    told_counts = ["%d %s" % (count, verdict) for verdict, count in summary["counts"].items() if count]
    return "\n".join([*parts, "", "%d hosts: %s" % (len(rows), ", ".join(told_counts))])
