# SPDX-License-Identifier: MIT
"""How the modules of this collection call svreset: a list of words, and JSON back. Its exit code and its JSON decide."""

import json
import os
import time

OPTIONS = {
    "executable": {"type": "str", "default": "svreset"},
    "service_dir": {"type": "path"},
    "state_dir": {"type": "path"},
}

PLACES = ("service_dir", "state_dir")

PROGRAMS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]


class Answer:
    """What one call has said: its exit code, the JSON and the text on standard output, and its errors."""

    def __init__(self, code, objects, text, errors):
        self.code, self.objects, self.text, self.errors = code, objects, text, errors

    def event(self, name):
        """The last event of this name, or an empty object."""
        return next((each for each in reversed(self.objects) if each.get("event") == name), {})


class Svreset:
    """The svreset of this host."""

    def __init__(self, module):
        self.module = module
        self.path = module.get_bin_path(module.params["executable"], opt_dirs=PROGRAMS)

    def installed(self):
        """Whether the host has it."""
        return self.path is not None

    def require(self):
        """Ends the module where the host has none."""
        if not self.installed():
            self.module.fail_json(msg=self.missing())

    def missing(self):
        """What to say then."""
        name = self.module.params["executable"]
        return "unable to find the program %s on this host; the role svreset.fleet.install installs it" % name

    def call(self, *words):
        """Runs one command. Never raises for what svreset answers."""
        environment = {"LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC"}
        code, text, errors = self.module.run_command([self.path, *words], environ_update=environment)
        return Answer(code, objects_of(text) if "--json" in words else [], text, errors.strip())

    def places(self, names=PLACES):
        """The options that name directories."""
        words = []
        for name in names:
            if self.module.params[name] is not None:
                words += ["--" + name.replace("_", "-"), self.module.params[name]]
        return words

    def runs(self):
        """The runs of this host, newest first."""
        answer = self.call("runs", "--all", "--json", *self.places())
        if answer.code != 0 or not answer.objects:
            self.module.fail_json(msg=failure("unable to list the runs", answer))
        return answer.objects[0]["runs"]

    def run(self, run):
        """All that is known of one run."""
        answer = self.call("runs", run, "--json", *self.places(["state_dir"]))
        if answer.code != 0 or not answer.objects:
            self.module.fail_json(msg=failure("unable to read run %s" % run, answer))
        return answer.objects[0]

    def wait_for(self, run, seconds, pause=2):
        """Waits until nobody carries this run out any more; returns what is known of it then, or None after so long."""
        end = time.monotonic() + seconds
        while True:
            known = self.run(run)
            if known["status"] != "running":
                # svreset reads the journal, and then looks who is at work. In between the run may have written its end.
                gone(known["sessions"][-1]["pid"])
                return self.run(run)
            if time.monotonic() >= end:
                return None
            time.sleep(pause)


def gone(pid, seconds=10):
    """Waits until the process that has ended a run is gone: until then it holds the lock, and the next command is refused. Not
    for ever: another process may have its number by now."""
    end = time.monotonic() + seconds
    while os.path.exists("/proc/%d" % pid) and time.monotonic() < end:
        time.sleep(0.05)


def objects_of(text):
    """One object, or one on each line. Anything else is no answer."""
    try:
        return [json.loads(text)]
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line]
    except ValueError:
        return []


def failure(what, answer):
    """A message: what failed, and svreset's own words on it."""
    return "%s (exit code %d)%s" % (what, answer.code, ": " + answer.errors if answer.errors else "")
