/**
 * `npm run score:mutation [-- --only ROOM]`: who tests the tests. StrykerJS changes the specification and the rooms that judge in every
 * small way that it knows, one at a time, and the quick tests of the room have to notice. The figures go into docs/strength.md. A
 * survivor that `mutation/survivors.yaml` does not explain is printed and ends it with 1, and so does an explanation that is stale.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MUTATED, ROOMS } from './mutation/rooms.ts';
import type { Room } from './mutation/rooms.ts';
import { HOW_TO_INSTALL, strykerIn } from './mutation/stryker.ts';
import { explains, outcomeOf, readExplanations } from './mutation/survivors.ts';
import type { Figures, Survivor } from './mutation/survivors.ts';
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
const kept: Partial<Record<Room, Figures>> = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as Partial<Record<Room, Figures>>)
  : {};

async function measure(room: Room): Promise<Measured> {
  const incrementalFile = `node_modules/.cache/mutation/${room}.json`;
  mkdirSync(`${ROOT}/node_modules/.cache/mutation`, { recursive: true });
  forgetSurvivors(`${ROOT}/${incrementalFile}`);
  // Vitest, in processes of its own, knows by this which tests to run.
  process.env['KMCL_MUTATED_ROOM'] = room;
  const stryker = new Stryker({
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', './test/score/mutation/wording.mjs'],
    ignorers: ['wording'],
    vitest: { configFile: 'test/score/mutation/vitest.config.ts', related: false },
    mutate: [...MUTATED[room]],
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
  return outcomeOf(ROOT, await stryker.runMutationTest());
}

/** What survived is tried again each time: of mutants in what runs as a module is loaded Stryker does not know which tests are new to them. */
function forgetSurvivors(file: string): void {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly files: Record<string, { mutants: readonly { readonly status: string }[] }>;
  };
  for (const own of Object.values(report.files))
    own.mutants = own.mutants.filter(({ status }) => status === 'Killed' || status === 'Ignored');
  writeFileSync(file, JSON.stringify(report));
}

const explanations = readExplanations(ROOT);
let isWell = true;
for (const room of asked) {
  const { figures, survivors } = await measure(room);
  const unexplained = survivors.filter((one) => !explanations.some((explanation) => explains(explanation, one)));
  kept[room] = { ...figures, unexplained: unexplained.length };
  writeFileSync(
    FILE,
    `${JSON.stringify(Object.fromEntries(ROOMS.flatMap((name) => (kept[name] ? [[name, kept[name]]] : []))), null, 2)}\n`,
  );
  for (const { file, number, line, original, replacement } of unexplained)
    console.log(`survives: ${file}:${number}  ${line}\n    ${original}  =>  ${replacement}`);
  const stale = explanations.filter(
    (explanation) => isIn(room, explanation.file) && !survivors.some((one) => explains(explanation, one)),
  );
  for (const { file, line } of stale) console.log(`stale: ${file}: nothing survives on this line: ${line}`);
  console.log(
    `${room}: ${rowOf(room, figures).join(' | ')}; ${unexplained.length} not explained, ${stale.length} stale`,
  );
  isWell &&= unexplained.length === 0 && stale.length === 0;
}

function isIn(room: Room, file: string): boolean {
  return file.startsWith(room === 'spec' ? 'spec/' : `harness/${room}/`);
}

function rowOf(room: Room, { mutants, killed, timedOut, survived, notRun }: Figures): readonly string[] {
  const share = Math.floor((1_000 * (killed + timedOut)) / mutants) / 10;
  const counts = [mutants, killed, timedOut, survived, notRun].map((count) => count.toLocaleString('en-US'));
  return [room === 'spec' ? '`spec/`' : `\`harness/${room}/\``, ...counts, `${share.toFixed(1)} %`];
}

const rows = ROOMS.flatMap((room) => (kept[room] ? [rowOf(room, kept[room])] : []));
const missing = ROOMS.filter((room) => kept[room] === undefined);
const notYet = missing.length === 0 ? '' : ` Not measured yet: ${missing.join(', ')}.`;
const measured = ROOMS.filter((room) => kept[room] !== undefined);
const ofMeasured = explanations.filter(({ file }) => measured.some((room) => isIn(room, file)));
const reasons = [...new Set(ofMeasured.map(({ why }) => why))];
const open = measured.flatMap((room) => (kept[room]!.unexplained ? [`${kept[room]!.unexplained} in ${room}`] : []));
const butFor = open.length === 0 ? '' : ` but for ${open.join(', ')}`;
const section = `## Who tests the tests

Written by \`npm run score:mutation\`. StrykerJS changes one thing at a time in the code that decides, in every way that it knows: a
condition turned round, a call left out, a bound moved, a text emptied. The quick tests of the room, which take some seconds in this
process, have to fail. \`--only ROOM\` measures one room and keeps the figures of the others.${notYet}

${markdownTable(['', 'mutants', 'killed', 'timed out', 'survived', 'not run', 'noticed'], rows)}

Left out are the table of the clauses (\`spec/clauses.ts\`), which is data and is held to the page sentence by sentence, and the wording of
messages: texts of more than one word. A mutant after which a loop has no end times out, which is noticed too.

Those that survive${butFor} are explained in \`test/score/mutation/survivors.yaml\`, line by line, under ${reasons.length === 1 ? 'one reason' : `${reasons.length} reasons`}; one without an explanation,
and an explanation of what does not survive any more, ends the script with 1:

${reasons.map((why) => `- ${why}`).join('\n')}
`;
writeSection(`${ROOT}/docs/strength.md`, 'mutation', section);
process.exitCode = isWell ? 0 : 1;
