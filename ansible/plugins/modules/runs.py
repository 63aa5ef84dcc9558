#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Lists the runs of a host, with a report on each."""

DOCUMENTATION = r"""
module: runs
short_description: Lists the runs of svreset on a host
description:
  - Runs C(svreset runs --json), and C(svreset runs RUN --json) for the newest ones. It changes nothing.
version_added: 1.0.0
author: the authors of svreset (@svreset)
options:
  executable:
    description: The program. A name is looked up in the usual directories.
    type: str
    default: svreset
  service_dir:
    description: Only runs on this svscan directory.
    type: path
  state_dir:
    description: The directory for manifests and journals. Without it svreset takes C(/var/lib/svreset).
    type: path
  newest:
    description: So many runs at most, the newest ones, and besides them all that are open.
    type: int
    default: 20
"""

EXAMPLES = r"""
- name: List what svreset has done here
  svreset.fleet.runs:
    newest: 5
  register: daemontools
"""

RETURN = r"""
runs:
  description: The objects in C(runs) of C(svreset runs --json), newest first, each with its C(runs[].report).
  type: list
  elements: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.svreset.fleet.plugins.module_utils.svreset import OPTIONS, Svreset

OPEN = ("running", "unfinished")


def main():
    """The module."""
    module = AnsibleModule({**OPTIONS, "newest": {"type": "int", "default": 20}}, supports_check_mode=True)
    svreset = Svreset(module)
    svreset.require()
    chosen = [
        run
        for index, run in enumerate(svreset.runs())
        if index < module.params["newest"] or run["status"] in OPEN
    ]
    module.exit_json(changed=False, runs=[{**run, "report": svreset.run(run["run"])} for run in chosen])


if __name__ == "__main__":
    main()
