/**
 * What the doctor asks of a library beside the general questions: whether it loads and keeps the binary contract, from the
 * outside in, and whether numbers come through whole.
 */
import { resolve } from 'node:path';
import type { Call, PlainKind, Response } from '../../spec/call.ts';
import { isSuccess, statusName } from '../../spec/status.ts';
import type { Status } from '../../spec/status.ts';
import { notTried, ok, problem, warning } from '../../harness/doctor/check-result.ts';
import type { CheckResult } from '../../harness/doctor/check-result.ts';
import type { DoctorSession, Examination, Question } from '../../harness/doctor/question.ts';
import { TargetFailure } from '../../harness/target.ts';
import type { Program } from '../../harness/target.ts';
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
const ALLOCATE: Call = { kind: 'allocate', channel: 0, endpoint: 'server' };
const CLEANUP = on('cleanup');

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
    name: 'the highest slot',
    async look(session) {
      const program: Program = [
        { ...ALLOCATE, channel: 15 },
        { kind: 'cleanup', channel: 15 },
      ];
      const status = statusOf((await session.run(program))[0]);
      if (isSuccess(status)) return ok('slot 15 holds a channel');
      return warning(
        `allocate in slot 15 was refused: ${statusName(status)}`,
        'make room for 16 channels, slots 0 to 15',
      );
    },
  },
  {
    name: 'a status with its high bit set',
    async look(session) {
      const status = statusOf((await session.run([ALLOCATE, set(0, 0), CLEANUP]))[1]);
      if (!isSuccess(status)) return ok(`${statusName(status)} for (0, 0)`);
      const isNarrow = status !== 0 && status <= 0xffff;
      return warning(
        `(0, 0) gave ${statusName(status)}, which is no refusal`,
        isNarrow ? 'keep all 32 bits of an NTSTATUS' : 'a verdict will tell; no status here had its high bit set',
      );
    },
  },
  {
    name: 'amounts of 0xFFFF',
    needs: ['reservation'],
    async look(session) {
      const [, , held] = await session.run([ALLOCATE, set(0xffff, 0xfffe), on('readReservation'), CLEANUP]);
      if (words(held) === '(65535, 65534)') return ok('(65535, 65534) comes back as it was');
      return warning(
        `(65535, 65534) came back as ${words(held)}`,
        'pass both amounts on as unsigned 16-bit numbers, in that order',
      );
    },
  },
  {
    name: 'a size past 32 bits',
    needs: ['mmio-space', 'guest'],
    async look(session) {
      const { roomMegabytes = 0xffff } = (await session.target()).info;
      if (roomMegabytes < 0x1000)
        return notTried(`the target states a room of ${roomMegabytes} MB, which needs no more than 32`);
      const open = [ALLOCATE, set(Math.min(0xffff, roomMegabytes), 0), on('enable'), on('guestOpen')];
      const space = (await session.run([...open, on('getMmioSpace'), on('disable'), CLEANUP]))[open.length];
      if (space?.kind === 'space' && space.size === 0n && space.address === 0n)
        return warning(
          '65535 MB came back as no space, 0 bytes at 0x0: there is no room for them',
          'make the guest’s window larger, 2 TiB for 16 channels, or state its size: mmio_room_megabytes in kmcl_target.h',
        );
      if (space?.kind === 'space' && space.size > 0xffff_ffffn) return ok(`${words(space)} for 65535 MB`);
      return warning(`65535 MB came back as ${words(space)}`, 'give the size in bytes, shifted as a 64-bit number');
    },
  },
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

function set(mmioMegabytes: number, mmioMegabytesOptional: number): Call {
  return { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes, mmioMegabytesOptional };
}

function on(kind: PlainKind): Call {
  return { kind, channel: 0 };
}

/** The doctor has seen to it that a call that has a status was answered with one. */
function statusOf(response: Response | undefined): Status {
  if (response?.kind !== 'status') throw new Error('a call that has a status was answered with something else');
  return response.status;
}

function words(response: Response | undefined): string {
  if (response?.kind === 'reservation') return `(${response.mmioMegabytes}, ${response.mmioMegabytesOptional})`;
  return response?.kind === 'space' ? `0x${response.size.toString(16)} bytes` : 'nothing';
}
