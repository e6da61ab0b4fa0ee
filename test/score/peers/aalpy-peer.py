"""The mutants tried by AALpy, which learns a system and looks for differences between it and a hypothesis: here the table.

    python3 aalpy-peer.py TABLE suite ORACLE STATES
    python3 aalpy-peer.py TABLE learn
    python3 aalpy-peer.py TABLE campaigns WALKS LENGTH COMMAND...

`suite` prints the words of WpMethodEqOracle or WMethodEqOracle, a line each, for systems with up to STATES states more than
the table has. `learn` prints what it costs to learn the machine without a fault. `campaigns` are those of
RandomWMethodEqOracle; COMMAND starts the server of the mutants, and mutant-server.ts says what is spoken there.

A hypothesis has to answer every call in every state. A call that is not allowed is answered as the machine without a fault
answers it, and changes nothing; where a word comes to one, it is not made.
"""

import json
import random
import subprocess
import sys

from aalpy import oracles
from aalpy.automata import MealyMachine, MealyState
from aalpy.base import SUL
from aalpy.learning_algs import run_KV

with open(sys.argv[1], encoding="utf-8") as file:
    TABLE = json.load(file)
NEXT, OUTPUT, ACCEPTS, RESPONSES = (TABLE[name] for name in ("next", "output", "accepts", "responses"))
ALPHABET = list(range(len(NEXT[0])))
# An oracle has no use for two states that answer alike and allow the same, and a fault may be in either. So they are told
# apart, by a call that is never made and answers how many states before this one are like it.
TWIN = len(ALPHABET)
LIKENESS = [(responses, [successor >= 0 for successor in row]) for responses, row in zip(RESPONSES, NEXT)]
TWINS = [LIKENESS[:state].count(likeness) for state, likeness in enumerate(LIKENESS)]


def hypothesis(tells_twins):
    states = [MealyState(number) for number in range(len(NEXT))]
    for number, state in enumerate(states):
        for call in ALPHABET:
            successor = NEXT[number][call]
            state.transitions[call] = states[successor] if successor >= 0 else state
            state.output_fun[call] = RESPONSES[number][call]
        if tells_twins:
            state.transitions[TWIN] = state
            state.output_fun[TWIN] = TWINS[number]
    machine = MealyMachine(states[0], states)
    machine.compute_prefixes()
    return machine


class Channel(SUL):
    """`make` is given the calls that are allowed, with the responses to be accepted, and says whether one of them came."""

    def __init__(self, reset, make):
        super().__init__()
        self.state = 0
        self.reset, self.make = reset, make

    def pre(self):
        self.state = 0
        self.reset()

    def post(self):
        pass

    def step(self, letter):
        if letter == TWIN:
            return TWINS[self.state]
        expected, successor = RESPONSES[self.state][letter], NEXT[self.state][letter]
        if successor < 0:
            return expected
        is_accepted = self.make(letter, ACCEPTS[OUTPUT[self.state][letter]])
        self.state = successor
        return expected if is_accepted else None


class Recording(Channel):
    """The machine without a fault, and the words that were tried."""

    def __init__(self):
        self.words = []
        super().__init__(lambda: self.words.append([]), self.record)

    def record(self, call, _):
        self.words[-1].append(call)
        return True


def print_suite(oracle, extra_states):
    recording = Recording()
    states = len(NEXT) + extra_states
    if getattr(oracles, oracle)([*ALPHABET, TWIN], recording, states).find_cex(hypothesis(tells_twins=True)) is not None:
        raise AssertionError("the table differs from itself")
    for word in recording.words:
        print(json.dumps(word))


def print_learning():
    """With an oracle that knows the machine: only what is asked on the way to a hypothesis counts."""
    recording = Recording()
    oracle = oracles.PerfectKnowledgeEqOracle(ALPHABET, Recording(), hypothesis(tells_twins=False))
    learned = run_KV(ALPHABET, recording, oracle, "mealy", print_level=0)
    calls = sum(map(len, recording.words))
    print(json.dumps({"states": learned.size, "words": len(recording.words), "calls": calls}))


class Spent(Exception):
    """There is nothing left to spend."""


def run_campaigns(walks, length, command):
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def say(message):
        server.stdin.write(message.encode() + b"\n")

    def ask(message):
        say(message)
        server.stdin.flush()
        return server.stdout.readline().decode().strip()

    def make(call, accepted):
        response = int(ask(str(call)))
        if response < 0:
            raise Spent
        if response in accepted:
            return True
        say("objects")
        return False

    machine = hypothesis(tells_twins=True)
    while (job := ask("job")) != "done":
        random.seed(int(job.split()[0]))
        channel = Channel(lambda: say("reset"), make)
        try:
            oracles.RandomWMethodEqOracle([*ALPHABET, TWIN], channel, walks, length).find_cex(machine)
        except Spent:
            pass
        say("end")
    server.stdin.close()
    server.wait()


match sys.argv[2:]:
    case ["suite", oracle, states]:
        print_suite(oracle, int(states))
    case ["learn"]:
        print_learning()
    case ["campaigns", walks, length, *command]:
        run_campaigns(int(walks), int(length), command)
