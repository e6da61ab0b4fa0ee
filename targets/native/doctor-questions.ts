/**
 * What the doctor asks of a library beside the general questions: whether it loads and keeps the binary contract, from the
 * outside in, and what it does with calls that the contract does not have.
 */
import { resolve } from 'node:path';
import { notTried, ok, problem, warning } from '../../harness/doctor/check-result.ts';
import type { CheckResult } from '../../harness/doctor/check-result.ts';
import type { DoctorSession, Examination, Question } from '../../harness/doctor/question.ts';
import { TargetFailure } from '../../harness/target.ts';
import { obstacleTo } from '../abi/binary-format.ts';
import { IsolatedChild } from '../isolated/child-process.ts';
import { neighbour } from '../isolated/entry.ts';
import type { GuestSpec } from '../isolated/guest.ts';
import { MEMORY_BYTES_MAX } from '../isolated/isolation-options.ts';
import type { BadCallReply } from './bad-calls.ts';
import type { Examined } from './examiner-guest.ts';
import type { LoadingStage } from './library.ts';
import { ABI, LOADING_STAGES } from './library.ts';
import type { NativeOptions } from './native.ts';
import { nativeGuestSpec, openNative } from './native.ts';

/** Loading a library is no run, and may take longer than one. */
const LOADING_MS = 10_000;

interface ExaminedLibrary {
  readonly path: string;
  readonly options: NativeOptions;
  /** How far loading it went; the library is loaded once for all questions. */
  examined(): Promise<Examined>;
}

export function nativeExamination(path: string, options: NativeOptions): Examination<ExaminedLibrary> {
  let examined: Promise<Examined> | undefined;
  return {
    open: () => openNative(path, options),
    own: { path, options, examined: () => (examined ??= examine(path, options)) },
    before: [FILE, ...LOADING_STAGES.map(loadingQuestion)],
    after: AFTER,
    cures: { crash: 'try that call alone, in a debugger or under --sanitizer asan' },
  };
}

const FILE: Question<ExaminedLibrary> = {
  name: 'the file',
  gate: true,
  look(_, { path }) {
    const obstacle = obstacleTo(resolve(path));
    if (obstacle !== undefined) return problem(obstacle.cause, obstacle.cure);
    return ok('a library for this system and this architecture');
  },
};

/** Stages before the one that fails have held; the first is also asked for what ends the process while it loads. */
function loadingQuestion(stage: LoadingStage): Question<ExaminedLibrary> {
  return {
    name: stage,
    gate: true,
    cure: 'look at what runs when it is loaded, and in kmcl_describe',
    async look(_, library) {
      const examined = await library.examined();
      if (examined.kind === 'problem' && examined.stage === stage) return problem(examined.cause, examined.cure);
      return ok(sawAt(stage, examined));
    },
  };
}

function sawAt(stage: LoadingStage, examined: Examined): string {
  if (stage === 'ABI version') return String(ABI);
  if (examined.kind === 'usable') {
    const { name, version, capabilities } = examined.info;
    if (stage === 'name and version') return `${name} ${version}`;
    if (stage === 'capabilities') return capabilities.length === 0 ? 'none is claimed' : capabilities.join(', ');
  }
  return 'as the contract has it';
}

const AFTER: readonly Question<ExaminedLibrary>[] = [
  {
    name: 'calls that no program makes',
    isExtra: true,
    cure: 'look at kind and channel before using them, and return a negative number',
    look: lookAtBadCalls,
  },
];

/** Calls that the suite never makes, since an adapter that takes them may hide that it was given the wrong layout. */
async function lookAtBadCalls(_: DoctorSession, { path, options }: ExaminedLibrary): Promise<CheckResult> {
  let replies: readonly BadCallReply[];
  try {
    const spec = nativeGuestSpec(path, options.sanitizer);
    replies = (await request(spec, options, 'badCalls')) as readonly BadCallReply[];
  } catch (error) {
    if (!(error instanceof TargetFailure && error.message.includes('this kind of target has no'))) throw error;
    return notTried('an addon is given programs, and not calls');
  }
  const taken = replies.find(({ result }) => result >= 0);
  if (taken === undefined) return ok(`${replies.map(({ name }) => name).join(', ')}: each is the adapter's own fault`);
  return warning(`${taken.name} was taken, with ${taken.result}`, 'return a negative number from kmcl_perform');
}

async function examine(path: string, options: NativeOptions): Promise<Examined> {
  const spec = { ...nativeGuestSpec(path, options.sanitizer), moduleUrl: neighbour('examiner-guest', import.meta.url) };
  return (await request(spec, options, 'examine')) as Examined;
}

/** Has one thing done by a guest in a process of its own. */
async function request(
  spec: GuestSpec,
  { deadlineMs, memoryBytesMax = MEMORY_BYTES_MAX }: NativeOptions,
  name: string,
): Promise<unknown> {
  const child = new IsolatedChild(spec, { deadlineMs, memoryBytesMax });
  try {
    await child.ready();
    return await child.errand(name, null, Math.max(deadlineMs, LOADING_MS));
  } finally {
    child.kill();
    await child.ended;
  }
}
