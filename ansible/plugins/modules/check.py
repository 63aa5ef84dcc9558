#!/usr/bin/python
# SPDX-License-Identifier: MIT
"""Asks svreset whether the daemontools of a host are happy."""

DOCUMENTATION = r"""
module: check
short_description: Says whether the daemontools of a host are happy
description:
  - Runs C(svreset check --json). It changes nothing, so it does the same in check mode.
  - It does not fail because a host is sick. If svreset cannot tell, or is missing, the verdict is C(unknown).
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
  settle:
    description: Look twice, so many seconds apart. Without it svreset looks again only where it is in doubt.
    type: int
"""

EXAMPLES = r"""
- name: Look at daemontools
  svreset.fleet.check:
  register: daemontools
"""

RETURN = r"""
verdict:
  description: The worst of C(sick), C(unknown), C(warning), C(happy).
  type: str
  returned: always
reason:
  description: Why svreset could not tell; empty if it could.
  type: str
  returned: always
check:
  description: The object that C(svreset check --json) prints; empty if there is none.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.svreset.fleet.plugins.module_utils.svreset import OPTIONS, Svreset, failure

# The exit code of `svreset check` says the same as its JSON. If the two differ, neither is believed.
CODES = {0: "happy", 1: "warning", 2: "sick", 3: "unknown"}


def main():
    """The module."""
    module = AnsibleModule({**OPTIONS, "settle": {"type": "int"}}, supports_check_mode=True)
    svreset = Svreset(module)
    if not svreset.installed():
        module.exit_json(changed=False, verdict="unknown", reason=svreset.missing(), check={})
    settle = module.params["settle"]
    answer = svreset.call("check", "--json", *svreset.places(), *([] if settle is None else ["--settle", str(settle)]))
    check = answer.objects[0] if len(answer.objects) == 1 else {}
    if check.get("schema") != "svreset/check/1" or check.get("verdict") != CODES.get(answer.code):
        reason = failure("unable to tell", answer)
        module.exit_json(changed=False, verdict="unknown", reason=reason, check={})
    module.exit_json(changed=False, verdict=check["verdict"], reason="", check=check)


if __name__ == "__main__":
    main()
