/**
 * The next, smaller vector file: what a live run would have gone on to ask, in batches, and what it would ask behind that whatever the
 * answers are. Of each clause that is broken the simplest program that was seen to break it, what is left of it with few calls, all that one
 * step leads to from there, and what another step leads to from those; once none of them is simpler and fails, all shorter programs that the
 * certificate asks for. With these, what would say which of several clauses is only the victim of another one.
 */
import type { ClauseId } from '../../spec/clauses.ts';
import type { Reading } from '../../spec/readings.ts';
import { maskingVariants } from '../campaign/masking.ts';
import type { Profile } from '../machine/automaton.ts';
import { machineOver } from '../machine/machine.ts';
import { StatePaths } from '../machine/state-paths.ts';
import type { Ledger } from '../judge/ledger.ts';
import { leavesOf } from '../minimize/explore-by-runs.ts';
import { neighbourhood } from '../minimize/neighbourhood.ts';
import type { Exploration, Explored } from '../minimize/program-tree.ts';
import { searchShorter, wholeAlphabet } from '../minimize/search-shorter.ts';
import type { StepContext } from '../minimize/step.ts';
import { isWithoutMisuse, withoutIllegalCalls, withoutMisuse } from '../program/lifecycle.ts';
import { compareSimplicity } from '../program/simplicity.ts';
import type { Capability, Program } from '../target.ts';
import { keyOf } from './call-rows.ts';
import { offlinePrograms } from './offline-programs.ts';
import { onFewChannels, partsOf } from './parts-of-program.ts';
import { undecided } from './recorded-campaign.ts';
import type { Recording } from './recording.ts';
import { SEARCH_PROGRAMS_MAX, simplestFailures } from './simplest-failures.ts';
import type { SimplestFailure } from './simplest-failures.ts';

/** What two steps lead to, in all; each clause that is broken has its share. */
const CALLS_MAX = 60_000;

/** What is to be asked next, each program once and none that only begins another one; nothing where all is known. */
export async function shrinkRound(recording: Recording, reading: Reading): Promise<readonly Program[]> {
  const { ledgers, failures, answers, wrong } = simplestFailures(recording, reading);
  recording.putFirst(wrong);
  const profiles = Object.fromEntries(ledgers.map((ledger) => [ledger.reading, ledger.profile]));
  const whole = await offlinePrograms(recording.order, profiles as Record<Reading, Profile>);
  const wanted = new Wanted(recording);
  for (const program of whole) wanted.add(program);
  const ledger = ledgers.find((one) => one.reading === reading)!;
  const masked = new Set<ClauseId>();
  for (const failure of failures) if (isMasked(failure, masked, recording, ledger)) masked.add(failure.clause);
  const culprits = failures.filter(({ clause }) => !masked.has(clause));
  for (const failure of culprits) await around(failure, recording, ledger, wanted, CALLS_MAX / culprits.length);
  // What is asked behind these depends on how they are answered: what one and two steps lead to from them is asked with them.
  const open = [...answers, ...(await undecided(recording, reading))];
  for (const program of open) wanted.add(program);
  const capabilities = new Set(recording.info.capabilities);
  const contexts = new Contexts(capabilities, ledger);
  for (const program of open) {
    wanted.add(withoutIllegalCalls(program, withoutMisuse(capabilities)));
    near(program, recording, contexts, wanted, CALLS_MAX / 2 / open.length);
  }
  return wanted.programs();
}

/** Whether another clause is known to be broken where this one's event is left out: then that one is looked into, unless it is masked. */
function isMasked(
  { clause, program, finding }: SimplestFailure,
  masked: ReadonlySet<ClauseId>,
  recording: Recording,
  ledger: Ledger,
): boolean {
  return maskingVariants(program, finding, new Set(recording.info.capabilities)).some((variant) => {
    const trace = recording.traceOf(variant);
    const [other] = trace === undefined ? [] : ledger.judge(trace).findings;
    return other !== undefined && other.clause !== clause && !masked.has(other.clause);
  });
}

async function around(
  { program, finding }: SimplestFailure,
  recording: Recording,
  ledger: Ledger,
  wanted: Wanted,
  callsMax: number,
): Promise<void> {
  const capabilities = new Set(recording.info.capabilities);
  wanted.again(program);
  for (const variant of maskingVariants(program, finding, capabilities)) wanted.add(variant);
  for (const finer of withFinerAmounts(program)) wanted.add(finer);
  if (near(program, recording, new Contexts(capabilities, ledger), wanted, callsMax)) return;
  const explore = ({ tree, depth, programsMax }: Exploration): Explored => {
    let programs = 0;
    for (const leaf of leavesOf(tree, depth)) {
      if (programs >= programsMax) return { programs, calls: 0, complete: false };
      programs += 1;
      wanted.add(leaf.program);
    }
    return { programs, calls: 0, complete: true };
  };
  const { reading, profiles } = ledger;
  const search = { explore, reading, profiles, programsMax: SEARCH_PROGRAMS_MAX };
  await searchShorter(program, capabilities, async () => undefined, search);
}

/** What is left with few calls, what one step leads to, and another step from those. Whether there is any that one leads to. */
function near(program: Program, recording: Recording, contexts: Contexts, wanted: Wanted, callsMax: number): boolean {
  const ways = [...onFewChannels(program), ...neighbourhood(program, contexts.of(program))];
  const oneStep = ways.filter((one) => !recording.knows(one)).toSorted(compareSimplicity);
  let callsLeft = callsMax;
  const addUntil = (programs: Iterable<Program>, left: number) => {
    for (const one of programs) {
      if (callsLeft < left) break;
      if (wanted.add(one)) callsLeft -= one.length;
    }
  };
  // Each has a share, so that there is something left for what lies behind.
  addUntil(partsOf(program, new Set(recording.info.capabilities)), (callsMax * 2) / 3);
  addUntil(oneStep, callsMax / 3);
  for (const one of oneStep) {
    for (const next of neighbourhood(one, contexts.of(one))) {
      if (callsLeft < 0) return true;
      if (wanted.add(next)) callsLeft -= next.length;
    }
  }
  return oneStep.length > 0;
}

/** In programs of more calls other steps come first. */
const SHORT_CALLS = 8;

/**
 * Each amount less by a number of at most eight significant bits: a bound that a minimizer finds by sixteen bisections, one after the
 * other, is found in two rounds.
 */
function* withFinerAmounts(program: Program): Generator<Program> {
  if (program.length > SHORT_CALLS) return;
  for (const [at, call] of program.entries()) {
    if (call.kind !== 'setMmioMegabytes') continue;
    for (const name of ['mmioMegabytes', 'mmioMegabytesOptional'] as const)
      for (const less of LESS) if (less <= call[name]) yield program.with(at, { ...call, [name]: call[name] - less });
  }
}

const LESS: readonly number[] = Array.from({ length: 0xffff }, (_, less) => less + 1).filter(
  (less) => less < 256 || less % 2 ** (24 - Math.clz32(less)) === 0,
);

/** What a step may use, as shrinking has it for a program that fails without misuse or needs it. */
class Contexts {
  readonly #capabilities: ReadonlySet<Capability>;
  readonly #ledger: Ledger;
  /** Made again only for a program with amounts that they do not know. */
  #paths: readonly StatePaths[] = [];

  constructor(capabilities: ReadonlySet<Capability>, ledger: Ledger) {
    this.#capabilities = capabilities;
    this.#ledger = ledger;
  }

  of(program: Program): StepContext {
    const capabilities = this.#capabilities;
    const { reading, profiles } = this.#ledger;
    if (this.#paths[0]?.knows(program) !== true) {
      const alphabet = wholeAlphabet(program, {});
      this.#paths = profiles.map((profile) => new StatePaths(machineOver(alphabet, capabilities, reading, profile)));
    }
    return {
      capabilities: isWithoutMisuse(program, capabilities) ? withoutMisuse(capabilities) : capabilities,
      claimsMisuse: capabilities.has('misuse'),
      paths: this.#paths,
    };
  }
}

/** Programs to be asked, by their rows. */
class Wanted {
  readonly #recording: Recording;
  readonly #again = new Map<string, Program>();
  readonly #programs = new Map<string, Program>();

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** Whether it is asked now for the first time. */
  add(program: Program): boolean {
    const key = keyOf(program);
    if (this.#programs.has(key) || this.#recording.knows(program)) return false;
    this.#programs.set(key, program);
    return true;
  }

  /** Asked once more, to see whether it fails again. */
  again(program: Program): void {
    if (this.#recording.timesRun(program) < 2) this.#again.set(keyOf(program), program);
  }

  get isEmpty(): boolean {
    return this.#again.size + this.#programs.size === 0;
  }

  programs(): readonly Program[] {
    const keys = [...this.#programs.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    const whole = keys.flatMap((key, at) => (keys[at + 1]?.startsWith(key) === true ? [] : [this.#programs.get(key)!]));
    return [...this.#again.values(), ...whole];
  }
}
