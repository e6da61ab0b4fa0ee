//! The mutants tried by proptest-state-machine: a transition a call, drawn from those that are allowed, and a reference
//! state machine that is the table.
//!
//!     proptest-peer TABLE LENGTH COMMAND...
//!
//! COMMAND starts the server of the mutants; mutant-server.ts says what is spoken there.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};
use std::io::{BufRead, BufReader, Write};
use std::panic::{catch_unwind, panic_any, resume_unwind, set_hook, AssertUnwindSafe};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// By rows; a negative successor says that the call is not allowed.
struct Table {
    next: Vec<Vec<i32>>,
    output: Vec<Vec<i32>>,
    accepts: Vec<Vec<i32>>,
}

static TABLE: OnceLock<Table> = OnceLock::new();
static SERVER: OnceLock<Mutex<Server>> = OnceLock::new();

fn table() -> &'static Table {
    TABLE.get().expect("the table is read first")
}

/// Three blocks with an empty line between them; a line a row.
fn read_table(text: &str) -> Table {
    let row = |line: &str| {
        line.split(' ')
            .map(|cell| cell.parse().expect("a number"))
            .collect()
    };
    let mut blocks = text
        .trim_end()
        .split("\n\n")
        .map(|block| block.lines().map(row).collect());
    let mut block = || blocks.next().expect("three blocks");
    Table {
        next: block(),
        output: block(),
        accepts: block(),
    }
}

struct Server {
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn say(&mut self, message: &str) {
        writeln!(self.input, "{message}").expect("the server reads");
    }

    fn ask(&mut self, message: &str) -> String {
        self.say(message);
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .expect("the server answers");
        line.trim_end().to_string()
    }
}

fn say(message: &str) {
    SERVER
        .get()
        .expect("the server is started first")
        .lock()
        .expect("one thread")
        .say(message);
}

fn ask(message: &str) -> String {
    SERVER
        .get()
        .expect("the server is started first")
        .lock()
        .expect("one thread")
        .ask(message)
}

struct Model;

impl ReferenceStateMachine for Model {
    type State = usize;
    type Transition = usize;

    fn init_state() -> BoxedStrategy<usize> {
        Just(0).boxed()
    }

    fn transitions(state: &usize) -> BoxedStrategy<usize> {
        let row = &table().next[*state];
        select(
            (0..row.len())
                .filter(|&call| row[call] >= 0)
                .collect::<Vec<_>>(),
        )
        .boxed()
    }

    fn preconditions(state: &usize, call: &usize) -> bool {
        table().next[*state][*call] >= 0
    }

    fn apply(state: usize, call: &usize) -> usize {
        table().next[state][*call] as usize
    }
}

/// Thrown where there is nothing left to spend.
struct Stop;

/// The model's state before the next call.
struct Channel(usize);

impl StateMachineTest for Channel {
    type SystemUnderTest = Channel;
    type Reference = Model;

    fn init_test(state: &usize) -> Channel {
        say("reset");
        Channel(*state)
    }

    fn apply(Channel(state): Channel, next: &usize, call: usize) -> Channel {
        let response: i32 = ask(&call.to_string()).parse().expect("a number");
        if response < 0 {
            panic_any(Stop);
        }
        if !table().accepts[table().output[state][call] as usize].contains(&response) {
            say("objects");
            panic!("call {call}");
        }
        Channel(*next)
    }
}

fn run(seed: u64, shrinks: bool, length: usize) {
    let config = Config {
        cases: 1_000_000,
        // The first rejection is the end: the budget is spent.
        max_global_rejects: 0,
        // The shortest that there is: with 0, sequences panic when they are asked for their final form.
        max_shrink_iters: if shrinks { u32::MAX } else { 1 },
        failure_persistence: None,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config.clone(), rng);
    let ended = runner.run(
        &Model::sequential_strategy(length..=length),
        |(state, calls, seen)| {
            let test =
                AssertUnwindSafe(|| Channel::test_sequential(config.clone(), state, calls, seen));
            catch_unwind(test).map_err(|panic| {
                if panic.is::<Stop>() {
                    return TestCaseError::reject("nothing is left to spend");
                }
                resume_unwind(panic)
            })
        },
    );
    assert!(
        matches!(ended, Err(TestError::Abort(_) | TestError::Fail(..))),
        "a campaign is neither spent nor failed"
    );
    say("end");
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [table_file, length, program, arguments @ ..] = words.as_slice() else {
        panic!("TABLE LENGTH COMMAND...")
    };
    let length = length.parse().expect("a length");
    let _ = TABLE.set(read_table(
        &std::fs::read_to_string(table_file).expect("a table"),
    ));
    let mut command = Command::new(program);
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let (input, output) = (
        child.stdin.take().expect("a pipe"),
        child.stdout.take().expect("a pipe"),
    );
    let _ = SERVER.set(Mutex::new(Server {
        input,
        output: BufReader::new(output),
    }));
    // An objection is a panic, and nothing to be shown.
    set_hook(Box::new(|_| {}));
    loop {
        let job = ask("job");
        let Some((seed, shrinks)) = job.split_once(' ') else {
            break;
        };
        run(seed.parse().expect("a seed"), shrinks == "1", length);
    }
}
