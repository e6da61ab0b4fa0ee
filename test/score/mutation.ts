/**
 * `npm run score:mutation [-- --only ROOM]`: who tests the tests. StrykerJS changes the specification and the rooms that judge in every
 * small way that it knows, one at a time, and the quick tests of the room have to notice. The figures go into docs/strength.md. A
 * survivor that `mutation/survivors.yaml` does not explain is printed and ends it with 1, and so does an explanation that is stale.
 * It goes file by file and keeps what it found, so that `--minutes N` can be given again and again until a room is done.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { filesOf, folderOf, ROOMS } from './mutation/rooms.ts';
import type { Room } from './mutation/rooms.ts';
import { HOW_TO_INSTALL, strykerIn } from './mutation/stryker.ts';
import { explains, outcomeOf, readExplanations } from './mutation/survivors.ts';
import type { Figures, Survivor, TriedMutant } from './mutation/survivors.ts';
import { markdownTable, writeSection } from './strength-page.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
process.chdir(ROOT);
const { values } = parseArgs({
  options: {
    /** Rooms to be measured; the others stay as they were measured last. All of them where absent. */
    only: { type: 'string', multiple: true },
    /** Nothing is taken over from the run before. */
    afresh: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '2' },
    /** After so many minutes no further file is begun, and the page says which were not tried. */
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const asked = ROOMS.filter((room) => values.only === undefined || values.only.includes(room));
if (asked.length === 0) throw new Error(`--only names a room: ${ROOMS.join(', ')}`);
const Stryker = (await strykerIn(ROOT)) ?? endWith(HOW_TO_INSTALL);

function endWith(line: string): never {
  console.error(line);
  process.exit(2);
}

interface Measured {
  readonly figures: Figures;
  readonly survivors: readonly Survivor[];
}

/** Kept beside this script, so that a room can be measured by itself. */
const FILE = `${ROOT}/test/score/mutation.json`;
const kept = readJson<Partial<Record<Room, Figures>>>(FILE) ?? {};
const endMs = Date.now() + Number(values.minutes) * 60_000;

function readJson<T>(file: string): T | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** As Stryker keeps it from run to run. */
interface Kept {
  readonly files: Record<string, { mutants: readonly Omit<TriedMutant, 'fileName'>[] }>;
}

async function measure(room: Room): Promise<Measured> {
  const cache = `node_modules/.cache/mutation/${room}.json`;
  const doneFile = `node_modules/.cache/mutation/${room}-done.json`;
  mkdirSync(`${ROOT}/node_modules/.cache/mutation`, { recursive: true });
  // Files that were tried to the end, each by the hash of what it was then.
  const done = readJson<Record<string, string>>(doneFile) ?? {};
  const hashes = new Map(filesOf(room).map((file) => [file, hashOf(file)]));
  const files = [...hashes.keys()];
  const isDone = (file: string) => done[file] === hashes.get(file);
  for (const file of [...files.filter((one) => !isDone(one)), ...files.filter(isDone)]) {
    if (Date.now() >= endMs) break;
    delete done[file];
    writeFileSync(doneFile, JSON.stringify(done));
    forgetSurvivors(cache, file);
    await mutate(room, file, cache);
    done[file] = hashes.get(file)!;
    writeFileSync(doneFile, JSON.stringify(done));
  }
  const known = readJson<Kept>(cache)?.files ?? {};
  const tried = files
    .filter(isDone)
    .flatMap((file) => (known[file]?.mutants ?? []).map((mutant) => ({ ...mutant, fileName: file })));
  const { figures, survivors } = outcomeOf(ROOT, tried);
  const notTried = files.filter((file) => !isDone(file));
  return { figures: notTried.length === 0 ? figures : { ...figures, files: files.length, notTried }, survivors };
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Tries the mutants of one file; those that the cache has as noticed are taken over where the test that noticed is as it was. */
async function mutate(room: Room, file: string, incrementalFile: string): Promise<void> {
  // Vitest, in processes of its own, knows by this which tests to run.
  process.env['KMCL_MUTATED_ROOM'] = room;
  const stryker = new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', './test/score/mutation/wording.mjs'],
    ignorers: ['wording'],
    vitest: { configFile: 'test/score/mutation/vitest.config.ts', related: false },
    mutate: [file],
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    incremental: true,
    force: values.afresh,
    incrementalFile,
    tempDirName: `.cache/mutation-${room}`,
    ignorePatterns: ['dist', 'docs', 'coverage', '.cache', 'target'],
    // It would be rewritten by a TypeScript that has another interface; nothing compiles by it here.
    tsconfigFile: 'none.json',
    reporters: ['progress-append-only'],
    // A machine that is busy must not pass for a test that noticed.
    timeoutMS: 60_000,
    timeoutFactor: 4,
  });
  await stryker.runMutationTest();
}

/** What survived is tried again each time: of mutants in what runs as a module is loaded Stryker does not know which tests are new to them. */
function forgetSurvivors(cache: string, file: string): void {
  const report = readJson<Kept>(cache);
  const own = report?.files[file];
  if (own === undefined) return;
  own.mutants = own.mutants.filter(({ status }) => status === 'Killed' || status === 'Ignored');
  writeFileSync(cache, JSON.stringify(report));
}

const explanations = readExplanations(ROOT);
let isWell = true;
for (const room of asked) {
  const { figures, survivors } = await measure(room);
  const unexplained = survivors.filter((one) => !explanations.some((explanation) => explains(explanation, one)));
  // Another process may have measured another room meanwhile.
  Object.assign(kept, readJson<Partial<Record<Room, Figures>>>(FILE), {
    [room]: { ...figures, unexplained: unexplained.length },
  });
  writeFileSync(
    FILE,
    `${JSON.stringify(Object.fromEntries(ROOMS.flatMap((name) => (kept[name] ? [[name, kept[name]]] : []))), null, 2)}\n`,
  );
  for (const { file, number, line, original, replacement } of unexplained)
    console.log(`survives: ${file}:${number}  ${line}\n    ${original}  =>  ${replacement}`);
  const stale = explanations.filter(
    (explanation) =>
      isIn(room, explanation.file) &&
      !figures.notTried?.includes(explanation.file) &&
      !survivors.some((one) => explains(explanation, one)),
  );
  for (const { file, line } of stale) console.log(`stale: ${file}: nothing survives on this line: ${line}`);
  console.log(
    `${room}: ${rowOf(room, figures).join(' | ')}; ${unexplained.length} not explained, ${stale.length} stale`,
  );
  isWell &&= unexplained.length === 0 && stale.length === 0 && figures.notTried === undefined;
}

function isIn(room: Room, file: string): boolean {
  return file.startsWith(`${folderOf(room)}/`);
}

function rowOf(
  room: Room,
  { mutants, killed, timedOut, survived, notRun, files = 0, notTried }: Figures,
): readonly string[] {
  const share = Math.floor((1_000 * (killed + timedOut)) / mutants) / 10;
  const counts = [mutants, killed, timedOut, survived, notRun].map((count) => count.toLocaleString('en-US'));
  const part = notTried === undefined ? '' : `, ${files - notTried.length} of ${files} files`;
  return [`\`${folderOf(room)}/\`${part}`, ...counts, `${share.toFixed(1)} %`];
}

const rows = ROOMS.flatMap((room) => (kept[room] ? [rowOf(room, kept[room])] : []));
const missing = ROOMS.filter((room) => kept[room] === undefined);
const notYet = missing.length === 0 ? '' : ` Not measured yet: ${missing.join(', ')}.`;
const leftOut = ROOMS.flatMap((room) => kept[room]?.notTried ?? []).map((file) => `\`${file}\``);
const onlySome = leftOut.length === 0 ? '' : `\n\nFiles that were not tried yet: ${leftOut.join(', ')}.`;
const measured = ROOMS.filter((room) => kept[room] !== undefined);
const ofMeasured = explanations.filter(({ file }) => measured.some((room) => isIn(room, file)));
const reasons = [...new Set(ofMeasured.map(({ why }) => why))];
const open = measured.flatMap((room) => (kept[room]!.unexplained ? [`${kept[room]!.unexplained} in ${room}`] : []));
const butFor = open.length === 0 ? '' : ` but for ${open.join(', ')}`;
const section = `## Who tests the tests

Written by \`npm run score:mutation\`. StrykerJS changes one thing at a time in the code that decides, in every way that it knows: a
condition turned round, a call left out, a bound moved, a text emptied. The quick tests of the room, which take some seconds in this
process, have to fail. \`--only ROOM\` measures one room and keeps the figures of the others.${notYet}${onlySome}

${markdownTable(['', 'mutants', 'killed', 'timed out', 'survived', 'not run', 'noticed'], rows)}

Left out are the table of the clauses (\`spec/clauses.ts\`), which is data and is held to the page sentence by sentence, and the wording of
messages: texts of more than one word. A mutant after which a loop has no end times out, which is noticed too.

Those that survive${butFor} are explained in \`test/score/mutation/survivors.yaml\`, line by line, under ${reasons.length === 1 ? 'one reason' : `${reasons.length} reasons`}; one without an explanation,
and an explanation of what does not survive any more, ends the script with 1:

${reasons.map((why) => `- ${why}`).join('\n')}
`;
writeSection(`${ROOT}/docs/strength.md`, 'mutation', section);
process.exitCode = isWell ? 0 : 1;
