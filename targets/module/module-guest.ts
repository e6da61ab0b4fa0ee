/**
 * Hosts a JavaScript or TypeScript module in a child process. The module's default export, or its export `target`, is
 * a target or a function that gives one.
 */
import { checkResponses } from '../../harness/execute/check-responses.ts';
import { shown } from '../../harness/execute/shown.ts';
import { importModule } from '../../harness/import-module.ts';
import type { Program, Target, TargetInfo } from '../../harness/target.ts';
import { CAPABILITIES, isRoom, TargetFailure } from '../../harness/target.ts';
import { isTargetFailure } from '../isolated/answers.ts';
import type { Answers } from '../isolated/answers.ts';
import { runAtOnce } from '../isolated/at-once.ts';
import type { Guest } from '../isolated/guest.ts';
import { thrownWords } from './thrown-words.ts';
import { decodeCalls, encodedBytes, encodeResponses } from '../abi/layout.ts';

export async function admit({ path }: { readonly path: string }): Promise<Guest> {
  const target = await loadTarget(path);
  return {
    info: infoOf(target),
    requests: { atOnce: (programs: readonly Program[]) => runAtOnce(target.open, programs) },
    async run(calls, count, answers) {
      const view = new DataView(calls.buffer, calls.byteOffset, calls.byteLength);
      const program = decodeCalls(view, 0, count);
      write(program, await answersOf(target, program), answers);
    },
  };
}

/** An exception is the implementation's own end, unless it says otherwise itself. */
async function answersOf(target: Target, program: Program): Promise<unknown> {
  try {
    return await target.run(program);
  } catch (error) {
    if (!isTargetFailure(error)) throw new TargetFailure('crash', thrownWords(error), { cause: error });
    if (error.kind !== 'crash' || !(error.cause instanceof Error)) throw error;
    const { answered, cause } = error;
    throw new TargetFailure('crash', thrownWords(cause), { ...(answered === undefined ? {} : { answered }), cause });
  }
}

async function loadTarget(path: string): Promise<Target> {
  let exports: Record<string, unknown>;
  try {
    exports = await importModule(path);
  } catch (error) {
    if (/\.[cm]?[jt]sx?$/i.test(path))
      throw new TargetFailure('unusable', `${path} threw while it was loaded: ${thrownWords(error)}`);
    const words =
      'is no module in JavaScript or TypeScript by its ending; what is in another language is reached by stdio: or native:';
    throw new TargetFailure('unusable', `${path} ${words}. ${thrownWords(error)}`);
  }
  const exported = exports['target'] ?? exports['default'];
  if (exported === undefined) {
    throw new TargetFailure(
      'unusable',
      `${path} exports neither \`target\` nor a default: export a target, or a function that gives one`,
    );
  }
  let made: unknown;
  try {
    made = typeof exported === 'function' ? await exported() : await exported;
  } catch (error) {
    throw new TargetFailure('unusable', `the function that ${path} exports threw: ${thrownWords(error)}`);
  }
  const complaint = complaintAbout(made);
  if (complaint !== undefined) throw new TargetFailure('unusable', `${path} does not give a target: ${complaint}`);
  return made as Target;
}

/** What keeps a value from being a target, in words; nothing where it is one. */
function complaintAbout(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `it gives ${shown(value)}`;
  const { info, run } = value as { info?: Record<string, unknown>; run?: unknown };
  if (typeof run !== 'function') return 'it has no function `run`';
  if (typeof info !== 'object' || info === null) return 'it has no `info`';
  for (const name of ['name', 'version']) {
    if (typeof info[name] !== 'string') return `info.${name} must be a string, was ${shown(info[name])}`;
  }
  const { capabilities } = info;
  if (!Array.isArray(capabilities)) return `info.capabilities must be an array, was ${shown(capabilities)}`;
  const unknown = capabilities.find((name) => !CAPABILITIES.includes(name));
  if (unknown !== undefined) return `no capability is called ${shown(unknown)}; there are ${CAPABILITIES.join(', ')}`;
  const { roomMegabytes: room } = info;
  if (room === undefined || isRoom(room)) return undefined;
  return `info.roomMegabytes must be a whole number above 0, was ${shown(room)}`;
}

/** What of it crosses to the suite's own process. */
function infoOf({ info: { name, version, capabilities, roomMegabytes } }: Target): TargetInfo {
  return { name, version, capabilities, roomMegabytes };
}

/** Held to the contract on this side, since rows of bytes can only hold what keeps it. */
function write(program: Program, responses: unknown, answers: Answers): void {
  checkResponses(program, responses);
  const room = answers.room(encodedBytes(responses));
  encodeResponses(responses, room.fill(0));
}
