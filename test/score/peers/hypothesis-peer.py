"""The mutants tried by Hypothesis: a rule a call, its precondition that the call is allowed, and a model that is the table.

    python3 hypothesis-peer.py TABLE STEPS COMMAND...

COMMAND starts the server of the mutants; mutant-server.ts says what is spoken there.
"""

import json
import subprocess
import sys

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

with open(sys.argv[1], encoding="utf-8") as file:
    TABLE = json.load(file)
STEPS = int(sys.argv[2])
NEXT, OUTPUT = TABLE["next"], TABLE["output"]
ACCEPTS = [frozenset(responses) for responses in TABLE["accepts"]]

server = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def say(message):
    server.stdin.write(message.encode() + b"\n")


def ask(message):
    say(message)
    server.stdin.flush()
    return server.stdout.readline().decode().strip()


class Stop(BaseException):
    """Not an Exception, so that Hypothesis lets it through: there is nothing left to spend or to find."""


class Channel(RuleBasedStateMachine):
    shrinks = False

    def __init__(self):
        super().__init__()
        self.state = 0
        say("reset")

    def allows(self, call):
        return NEXT[self.state][call] >= 0

    def make(self, call):
        response = int(ask(str(call)))
        if response < 0:
            raise Stop
        if response not in ACCEPTS[OUTPUT[self.state][call]]:
            say("objects")
            if not self.shrinks:
                raise Stop
            raise AssertionError(call)
        self.state = NEXT[self.state][call]


def rule_for(call):
    def body(self):
        self.make(call)

    # Named, since Hypothesis spends a good part of its time on the source text of a lambda.
    def is_allowed(self):
        return self.allows(call)

    body.__name__ = f"call_{call}"
    return precondition(is_allowed)(rule()(body))


for number in range(len(NEXT[0])):
    setattr(Channel, f"call_{number}", rule_for(number))

SETTINGS = settings(
    max_examples=1_000_000,
    stateful_step_count=STEPS,
    database=None,
    deadline=None,
    derandomize=False,
    report_multiple_bugs=False,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


def run(job_seed, shrinks):
    machine = seed(job_seed)(type("Channel", (Channel,), {"shrinks": shrinks}))
    try:
        run_state_machine_as_test(machine, settings=SETTINGS)
    except (AssertionError, Stop):
        pass


while True:
    job = ask("job")
    if job == "done":
        break
    job_seed, shrinks = map(int, job.split())
    run(job_seed, shrinks == 1)
    say("end")

server.stdin.close()
server.wait()
