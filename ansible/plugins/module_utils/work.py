# SPDX-License-Identifier: MIT
"""One act on one host: look whether another run is at work, act in the background, wait for the end."""

import os

from .svreset import PLACES, Svreset, failure

NOTHING_TO_DO = 0
SOMETHING_TO_DO = 5


def stopping(wanted):
    """The options on what does not stop."""
    timeout = wanted["stop_timeout"]
    return [*([] if timeout is None else ["--stop-timeout", timeout]), *(["--no-kill"] if wanted["no_kill"] else [])]


class Work:
    """Collects the result of the module; ends it where something fails."""

    def __init__(self, module, words):
        self.module, self.words = module, words
        self.result = {"changed": False, "run": "", "picked_up": "", "status": "", "effect": {}}
        self.svreset = Svreset(module)
        self.svreset.require()

    def pick_up(self):
        """Waits for a run that is at work: most likely one whose connection was lost. How it ends decides nothing here: the
        command that follows looks for itself."""
        for run in self.svreset.runs():
            if run["status"] == "running":
                self.result["picked_up"] = run["run"]
                self.wait_for(run["run"])

    def resume(self):
        """Finishes the newest run that was interrupted and has left links out."""
        open_runs = [run["run"] for run in self.svreset.runs() if run["status"] == "unfinished"]
        if not open_runs:
            return
        self.result["picked_up"] = open_runs[0]
        words = ["resume", *stopping(self.module.params), "--", open_runs[0]]
        if self.module.check_mode:
            # What follows can be planned only when this run is finished.
            self.rehearse(words)
            self.module.exit_json(**self.result)
        self.carry_out(words)

    def rehearse(self, words=None):
        """The dry run."""
        words = words or self.words
        answer = self.call(words, "--dry-run", "--json", "--detailed-exitcode")
        if answer.code not in (NOTHING_TO_DO, SOMETHING_TO_DO):
            self.fail("refused or failed", answer)
        self.result["changed"] = answer.code == SOMETHING_TO_DO
        self.show(words)

    def show(self, words):
        """The plan for people, where they have asked for it."""
        if self.module._diff and (self.result["changed"] or not self.module.check_mode):
            self.result["diff"] = {"prepared": self.call(words, "--dry-run", "--no-color").text}

    def carry_out(self, words=None):
        """The act itself."""
        words = words or self.words
        self.require_same_plan(words)
        self.show(words)
        answer = self.call(words, "--yes", "--json", "--detach")
        if words[0] == "apply":
            os.unlink(self.module.params["plan"])
        run = answer.event("detached").get("run")
        if run is None:
            # It has ended before it touched anything: there was nothing to do, or only a person can do it, or it refused.
            if answer.code != 0:
                left = [each["id"] for each in answer.event("run-finished").get("left", [])]
                self.fail("left for a person: " + ", ".join(left) if left else "refused or failed", answer)
            return
        self.result.update(changed=True, run=run)
        self.judge(self.wait_for(run))

    def judge(self, known):
        """By the exit code of the run, which its journal has."""
        end = known["sessions"][-1]["end"]
        self.result.update(status=known["status"], effect=known.get("effect") or {})
        if end is None:
            self.lost("run %s was cut off" % known["run"], known)
        if end["exitCode"] != 0:
            self.lost("run %s ended with exit code %d (%s)" % (known["run"], end["exitCode"], end["status"]), known)

    def lost(self, what, known):
        """Ends the module with what svreset advises."""
        advice = ["%s: %s" % (each["command"], each["does"]) for each in known["next"]]
        self.module.fail_json(msg="; ".join([what, *advice]), **self.result)

    def wait_for(self, run):
        """The run when it has ended."""
        known = self.svreset.wait_for(run, self.module.params["wait"])
        if known is None:
            self.module.fail_json(msg="run %s is still at work; the next play waits for it again" % run, **self.result)
        return known

    def require_same_plan(self, words):
        """What was shown is what is applied."""
        if words[0] != "apply":
            return
        plan = self.module.params["plan"]
        if not os.path.isfile(plan) or self.module.sha256(plan) != self.module.params["plan_sha256"]:
            self.module.fail_json(msg="%s is not the plan that was shown; nothing was touched" % plan, **self.result)

    def call(self, words, *options):
        """Options come before a `--`. A saved plan knows its directory."""
        places = self.svreset.places(["state_dir"] if words[0] == "apply" else PLACES)
        cut = words.index("--") if "--" in words else len(words)
        return self.svreset.call(*words[:cut], *options, *places, *words[cut:])

    def fail(self, what, answer):
        """Ends the module with what svreset says."""
        self.module.fail_json(msg=failure(what, answer), code=answer.code, **self.result)
