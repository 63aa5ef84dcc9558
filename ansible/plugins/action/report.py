# SPDX-License-Identifier: MIT
"""Runs on the controller: brings together what the hosts of a play have answered. All of it is data from elsewhere."""

from __future__ import annotations

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.svreset.fleet.plugins.plugin_utils import checks, plans, runs
from ansible_collections.svreset.fleet.plugins.plugin_utils.files import write

ABOUT = {"checks": checks.report, "plans": plans.report, "runs": runs.report}


class ActionModule(ActionBase):
    """The action. What it shows, it prints as lines and not as JSON."""

    TRANSFERS_FILES = False
    _VALID_ARGS = frozenset(("about", "results", "dest"))

    def run(self, tmp=None, task_vars=None):
        """Writes no file in check mode. A report is no state of any host: nothing has changed."""
        result = super().run(tmp, task_vars)
        about, variable = self._task.args.get("about"), self._task.args.get("results")
        if about not in ABOUT or not variable:
            raise AnsibleActionFail("report needs `about` (%s) and `results`, the name of a variable" % ", ".join(ABOUT))
        # By hand, and not with a template: what a host has sent is never part of an expression.
        answers = {
            host: task_vars["hostvars"][host].get(variable) or {} for host in task_vars["ansible_play_hosts_all"]
        }
        report = ABOUT[about](answers)
        Display().display(report.text)
        dest = self._task.args.get("dest")
        if dest and not self._task.check_mode:
            for name, text in report.files.items():
                write(dest, name, text)
        result.update(changed=False, **report.result)
        return result
