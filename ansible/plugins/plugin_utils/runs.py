# SPDX-License-Identifier: MIT
"""The runs of all hosts: an index, and a report on each run."""

from __future__ import annotations

import re

from jinja2 import UndefinedError

from .files import Report, as_json, page, visible

# What a host calls a run becomes the name of a directory on the controller.
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]+")


def report(answers):
    """runs.json and runs.html; report.json and report.html beside each journal."""
    index, files, silent = [], {}, []
    for host, answer in sorted(answers.items()):
        if not isinstance(answer.get("runs"), list):
            silent.append(host)
            continue
        for run in answer["runs"]:
            if not isinstance(run, dict) or not NAME.fullmatch(str(run.get("run"))):
                continue
            place = "%s/runs/%s" % (host, run["run"])
            files[place + "/report.json"] = as_json(run.get("report", {}))
            files[place + "/report.html"] = report_page(host, run, run.get("report", {}))
            index.append({**{key: run.get(key) for key in KEYS}, "host": host})
    index.sort(key=lambda each: str(each["started"]), reverse=True)
    files["runs.json"] = as_json({"schema": "svreset/fleet-runs/1", "runs": index, "silent": silent})
    files["runs.html"] = page("runs.html.j2", runs=index, silent=silent)
    told = ["%s  %-10s  %s" % (visible(each["host"]), visible(each["status"]), each["run"]) for each in index]
    told += ["%s  did not answer" % visible(host) for host in silent]
    return Report("\n".join([*told, "%d runs of %d hosts" % (len(index), len(answers))]), {"silent": silent}, files)


def report_page(host, run, known):
    """The page of one run. A host that sends something else than a report gets a page that says so."""
    try:
        return page("run.html.j2", host=host, run=run, report=known, effect=as_json(known.get("effect")))
    except (AttributeError, TypeError, UndefinedError):
        return page("run.html.j2", host=host, run={"run": run["run"], "status": "unreadable"}, report={}, effect="")


KEYS = ("run", "status", "runbook", "serviceDirectory", "started", "durationMs", "operator", "links")
