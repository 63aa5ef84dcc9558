#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Saves the plan of a reset or a repair on a host."""

DOCUMENTATION = r"""
module: plan
short_description: Saves a plan on a host, for svreset.fleet.run to apply
description:
  - Runs a dry run with C(--out). The plan is for this host as it is now. If anything that it depends on changes, C(svreset
    apply) refuses it.
  - In check mode it saves nothing.
version_added: 1.0.0
author: the authors of svreset (@svreset)
options:
  executable:
    description: The program. A name is looked up in the usual directories.
    type: str
    default: svreset
  service_dir:
    description: The svscan directory. Without it svreset takes the one where svscan runs.
    type: path
  state_dir:
    description: The directory for manifests and journals. Without it svreset takes C(/var/lib/svreset).
    type: path
  command:
    description: What is planned.
    type: str
    choices: [reset, repair]
    default: reset
  dest:
    description:
      - Where the plan is saved. Nobody but root may be able to write to the directory, nor to any above it. The module makes
        the last directory, for root alone, if it is missing.
    type: path
    required: true
  stop_timeout:
    description: How long a service may take to stop before it is killed, such as C(30s).
    type: str
  no_kill:
    description: Never kill what does not stop.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Plan the reset
  svreset.fleet.plan:
    dest: /var/lib/svreset/plans/reset.json
  register: planned
"""

RETURN = r"""
plan:
  description: The plan, as an event of C(--json) has it.
  type: dict
  returned: always
text:
  description: The plan for people.
  type: str
  returned: always
sha256:
  description: The checksum of the file, for svreset.fleet.run; empty if there is none.
  type: str
  returned: always
"""

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.svreset.fleet.plugins.module_utils.svreset import OPTIONS, Svreset, failure
from ansible_collections.svreset.fleet.plugins.module_utils.work import stopping

NOTHING_TO_DO = 0
SOMETHING_TO_DO = 5


def main():
    """The module."""
    module = AnsibleModule(
        {
            **OPTIONS,
            "command": {"type": "str", "choices": ["reset", "repair"], "default": "reset"},
            "dest": {"type": "path", "required": True},
            "stop_timeout": {"type": "str"},
            "no_kill": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    svreset = Svreset(module)
    svreset.require()
    save = [] if module.check_mode else ["--out", private(module.params["dest"])]
    answer = svreset.call(*words(module, svreset), "--json", "--detailed-exitcode", *save)
    if answer.code not in (NOTHING_TO_DO, SOMETHING_TO_DO):
        module.fail_json(msg=failure("unable to plan", answer))
    # For people: of the very file that is applied later.
    shown = ["apply", module.params["dest"], "--dry-run"] if save else words(module, svreset)
    changed = answer.code == SOMETHING_TO_DO
    text = svreset.call(*shown, "--no-color").text if changed else ""
    sha256 = module.sha256(module.params["dest"]) if save and changed else ""
    plan = answer.event("run-started").get("plan", {})
    result = {"changed": changed, "plan": plan, "text": text, "sha256": sha256}
    module.exit_json(**result, **({"diff": {"prepared": text}} if changed else {}))


def words(module, svreset):
    """The dry run."""
    command = [] if module.params["command"] == "reset" else [module.params["command"]]
    return [*command, "--dry-run", *svreset.places(), *stopping(module.params)]


def private(path):
    """Makes the directory of this file for root alone. If it is there, svreset itself looks whose it is."""
    os.umask(0o077)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


if __name__ == "__main__":
    main()
