"""The mutants tried by Hypothesis: a rule that draws one of the calls that are allowed, and a model that is the table. A rule
for each call, its precondition that the call is allowed, did worse.

    python3 hypothesis-peer.py TABLE STEPS COMMAND...

COMMAND starts the server of the mutants; mutant-server.ts says what is spoken there.
"""

import json
import subprocess
import sys

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import data, sampled_from

with open(sys.argv[1], encoding="utf-8") as file:
    TABLE = json.load(file)
STEPS = int(sys.argv[2])
NEXT, OUTPUT = TABLE["next"], TABLE["output"]
ACCEPTS = [frozenset(responses) for responses in TABLE["accepts"]]
ALLOWED = [sampled_from([call for call, state in enumerate(row) if state >= 0]) for row in NEXT]

server = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def say(message):
    server.stdin.write(message.encode() + b"\n")


def ask(message):
    say(message)
    server.stdin.flush()
    return server.stdout.readline().decode().strip()


class Spent(Exception):
    """There is nothing left to spend. To Hypothesis it is a bug like any other, and a bug is what ends a search."""


class Channel(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.state = 0
        say("reset")

    @rule(drawn=data())
    def make(self, drawn):
        call = drawn.draw(ALLOWED[self.state])
        response = int(ask(str(call)))
        if response < 0:
            raise Spent
        if response not in ACCEPTS[OUTPUT[self.state][call]]:
            say("objects")
            raise AssertionError(call)
        self.state = NEXT[self.state][call]


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
    machine = seed(job_seed)(type("Channel", (Channel,), {}))
    phases = [Phase.generate, Phase.shrink] if shrinks else [Phase.generate]
    try:
        run_state_machine_as_test(machine, settings=settings(SETTINGS, phases=phases))
    # Flaky is what Hypothesis calls a failure that does not come again, as none does where nothing is left to spend.
    except (AssertionError, Spent, Flaky):
        pass


while (job := ask("job")) != "done":
    job_seed, shrinks = map(int, job.split())
    run(job_seed, shrinks == 1)
    say("end")

server.stdin.close()
server.wait()
