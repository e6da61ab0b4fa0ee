/** `export`: the programs of a tier, or what is to be asked next, as a vector file. */
import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { strategiesOf } from '../generate/tier.ts';
import { counted } from '../program/counted.ts';
import { named } from '../program/bounded-file.ts';
import { replaceFile } from '../program/replace-file.ts';
import { visible } from '../program/visible.ts';
import type { Program } from '../target.ts';
import { UsageError } from '../usage-error.ts';
import { EXIT } from '../verdict/exit-codes.ts';
import { measuredStrength } from '../verdict/strength.ts';
import { LEFT_OUT, offlinePrograms } from '../vectors/offline-programs.ts';
import { readRecording } from '../vectors/offline-target.ts';
import { shrinkRound } from '../vectors/shrink-round.ts';
import { vectorBytes, vectorOfBytes } from '../vectors/vectors.ts';
import type { VectorOrder } from '../vectors/vectors.ts';
import { vectorLines } from '../vectors/vector-lines.ts';
import type { FlagsOf } from './flags.ts';

export async function exportCommand(files: readonly string[], flags: FlagsOf<'export'>): Promise<number> {
  // Said before a whole tier is drawn.
  const pack = packingFor(flags.out);
  await access(dirname(flags.out), constants.W_OK).catch(cannotWrite(flags.out));
  const { order, programs } = flags.shrink === true ? await next(files, flags) : await first(files, flags);
  if (programs.length === 0) {
    process.stdout.write('nothing is left to be asked: judge tells what the answers come to\n');
    return EXIT.conforms;
  }
  const bytes = vectorBytes(order, programs);
  const content = await pack(bytes);
  await replaceFile(flags.out, content).catch(cannotWrite(flags.out));
  const calls = programs.reduce((sum, { length }) => sum + length, 0);
  const told = `${counted(programs.length, 'program')}, ${counted(calls, 'call')}, ${counted(content.length, 'byte')}`;
  process.stdout.write(`${named(flags.out)}  ${told}, id ${vectorOfBytes(bytes).id}\n`);
  if (flags.shrink === true) return EXIT.conforms;
  for (const { name } of await strategiesOf(order.tier)) {
    const why = LEFT_OUT[name];
    if (why !== undefined) process.stdout.write(`  ${name.padEnd(10)}  ${why}\n`);
  }
  return EXIT.conforms;
}

interface Laid {
  readonly order: VectorOrder;
  readonly programs: readonly Program[];
}

async function first(files: readonly string[], flags: FlagsOf<'export'>): Promise<Laid> {
  if (files.length > 0) throw new UsageError('files are for --shrink');
  const { tier, seed, claims, roomMegabytes } = flags;
  if (claims === undefined) throw new UsageError('--claims says what the target can do, such as reservation,offer');
  const order = { suite: suite(), tier, seed, claims, roomMegabytes, round: 0 };
  return { order, programs: await offlinePrograms(order) };
}

async function next(files: readonly string[], { claims, reading, out }: FlagsOf<'export'>): Promise<Laid> {
  if (files.some((file) => resolve(file) === resolve(out)))
    throw new UsageError(
      `${named(out)} is one of the files that were answered, and would be lost: choose another name`,
    );
  if (claims !== undefined) throw new UsageError('the claims are those of the first vector file: leave out --claims');
  if (files.length < 2) throw new UsageError('--shrink takes the vector files and the answers to them');
  const recording = await readRecording(files);
  const { tier, seed, roomMegabytes, claims: claimed, suite: of } = recording.order;
  if (of !== suite()) throw new UsageError('the vector file is of another version of the suite: use that one');
  const order = { suite: of, tier, seed, claims: claimed, roomMegabytes, ...recording.next };
  return { order, programs: await shrinkRound(recording, reading) };
}

function suite(): string {
  return measuredStrength()?.sources ?? '0'.repeat(16);
}

function packingFor(path: string): (bytes: Buffer) => Buffer | Promise<Buffer> {
  if (path.endsWith('.bin')) return (bytes) => bytes;
  if (path.endsWith('.ndjson')) return (bytes) => Buffer.from([...vectorLines(vectorOfBytes(bytes)), ''].join('\n'));
  if (path.endsWith('.kmcv')) return (bytes) => promisify(gzip)(bytes, { level: 9 });
  throw new UsageError(`${named(path)} ends in none of .kmcv, .bin and .ndjson`);
}

function cannotWrite(path: string): (error: Error) => never {
  return (error) => {
    throw new UsageError(`cannot write ${named(path)}: ${visible(error.message)}`, { cause: error });
  };
}
