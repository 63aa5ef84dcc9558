#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""The documentation of an action of this collection. ansible-doc looks for it here; plugins/action/report.py does the work."""

DOCUMENTATION = r"""
module: report
short_description: Brings together what all hosts of a play have answered
description:
  - Runs on the controller only. Prints a table and writes files. In check mode it writes none.
  - Use it with C(run_once). What hosts have sent is data. It is never part of a template, and is escaped in HTML.
version_added: 1.0.0
author: the authors of svreset (@svreset)
options:
  about:
    description: What the hosts have answered.
    type: str
    choices: [checks, plans, runs]
    required: true
  results:
    description: The name of the variable in which each host has registered its answer.
    type: str
    required: true
  dest:
    description: A directory on the controller. Without it, or about plans, no file is written.
    type: path
"""

EXAMPLES = r"""
- name: Look at daemontools
  svreset.fleet.check:
  register: daemontools

- name: Write the report
  svreset.fleet.report:
    about: checks
    results: daemontools
    dest: report
  run_once: true
"""

RETURN = r"""
worst:
  description: The worst verdict of all hosts.
  type: str
  returned: about checks
counts:
  description: How many hosts have each verdict.
  type: dict
  returned: about checks
hosts:
  description: The hosts that have a plan.
  type: list
  elements: str
  returned: about plans
silent:
  description: The hosts that did not answer.
  type: list
  elements: str
  returned: about runs
"""
