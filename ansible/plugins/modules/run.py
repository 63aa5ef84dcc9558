#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Carries out a repair, a restore or a saved plan on a host."""

DOCUMENTATION = r"""
module: run
short_description: Repairs or restores the daemontools of a host, or applies a saved plan
description:
  - Starts svreset with C(--detach), so that the run goes on if the connection is lost, and waits for its end.
  - If a run is at work already, for instance one that an earlier play has started, it first waits for that one.
  - In check mode it makes a dry run. With C(--diff) it shows the plan.
  - If there is nothing to do, nothing has changed.
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
    description: What is done.
    type: str
    choices: [repair, restore, apply]
    required: true
  plan:
    description: For C(command=apply). The file that svreset.fleet.plan has saved. It is removed afterwards, as it can be applied only once.
    type: path
  plan_sha256:
    description: For C(command=apply). The checksum of the plan that was shown. Another plan is refused.
    type: str
  run:
    description: For C(command=restore). The id of the run whose links are put back. Without it svreset takes the newest open run.
    type: str
  services:
    description: For C(command=repair). Only these services, and what concerns all services.
    type: list
    elements: str
    default: []
  max_interrupt:
    description: For C(command=repair). Refuse a plan that interrupts more services than this.
    type: int
  stop_timeout:
    description: How long a service may take to stop before it is killed, such as C(30s). A saved plan has its own.
    type: str
  no_kill:
    description: Never kill what does not stop. The step fails instead. A saved plan has its own.
    type: bool
    default: false
  resume:
    description: For C(command=repair). First finish a run that was interrupted and has left links out. Without it that is refused.
    type: bool
    default: false
  wait:
    description: How many seconds to wait for the end of a run. After that the module fails, and the run goes on.
    type: int
    default: 3600
"""

EXAMPLES = r"""
- name: Repair, but interrupt no service
  svreset.fleet.run:
    command: repair
    max_interrupt: 0

- name: Apply the plan that was shown
  svreset.fleet.run:
    command: apply
    plan: /var/lib/svreset/plans/reset.json
    plan_sha256: "{{ planned.sha256 }}"
"""

RETURN = r"""
run:
  description: The id of the run; empty if there was nothing to do.
  type: str
  returned: always
picked_up:
  description: The id of the run that was at work already, or was resumed; empty if there was none.
  type: str
  returned: always
status:
  description: How the run ended, as C(svreset runs) says it; empty if there was none.
  type: str
  returned: always
effect:
  description: What the run did to the services.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.svreset.fleet.plugins.module_utils.svreset import OPTIONS
from ansible_collections.svreset.fleet.plugins.module_utils.work import Work, stopping


def main():
    """The module."""
    module = AnsibleModule(
        {
            **OPTIONS,
            "command": {"type": "str", "choices": ["repair", "restore", "apply"], "required": True},
            "plan": {"type": "path"},
            "plan_sha256": {"type": "str"},
            "run": {"type": "str"},
            "services": {"type": "list", "elements": "str", "default": []},
            "max_interrupt": {"type": "int"},
            "stop_timeout": {"type": "str"},
            "no_kill": {"type": "bool", "default": False},
            "resume": {"type": "bool", "default": False},
            "wait": {"type": "int", "default": 3600},
        },
        required_if=[("command", "apply", ("plan", "plan_sha256"))],
        supports_check_mode=True,
    )
    work = Work(module, words(module.params))
    work.pick_up()
    if module.params["resume"]:
        work.resume()
    if module.check_mode:
        work.rehearse()
    else:
        work.carry_out()
    module.exit_json(**work.result)


def words(wanted):
    """The command line, without what all commands have."""
    if wanted["command"] == "apply":
        return ["apply", wanted["plan"]]
    command = [wanted["command"], *stopping(wanted)]
    if wanted["max_interrupt"] is not None:
        command += ["--max-interrupt", str(wanted["max_interrupt"])]
    names = wanted["services"] if wanted["command"] == "repair" else [wanted["run"]]
    return [*command, "--", *(name for name in names if name)]


if __name__ == "__main__":
    main()
