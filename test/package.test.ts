/**
 * The package as an outsider has it: packed, installed in a project of its own without a network, compiled against by its types
 * in the strictest way, and run.
 *
 * @module-tag slow
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What one writes who has a target of one's own and drives the suite from a program. */
const PROGRAM = `
import {
  ALONE, CAPABILITIES, clauseResults, clauseSelector, describeAnswer, execute, EXIT, follow, fromSession, gate, judge, matches,
  mergeFacts, NO_CHANNEL, NOTHING, parseProgram, permitted, POINTS, printProgram, ProgramArbitrary, ProgramSyntaxError,
  readPolicy, READINGS, runCampaign, STATUS_SUCCESS, TargetFailure, TIERS, UsageError, verdictOf,
} from 'kmcl-conformance';
import type {
  CampaignOptions, Capability, CellFacts, ChannelModel, ClauseId, ClauseResult, Counterexample, End, Facts, Finding, Gated,
  Judgement, JudgeOptions, Permitted, Point, Policy, Program, Reading, Response, Scope, Session, Surroundings, Target, Tier,
  Trace, Verdict,
} from 'kmcl-conformance';
import { catalog } from 'kmcl-conformance/targets';

const capabilities: readonly Capability[] = ['reservation'];
const session = (): Session => {
  const held = new Map<unknown, number>();
  return {
    perform(call): Response {
      switch (call.kind) {
        case 'allocate':
        case 'enable':
          return { kind: 'status', status: STATUS_SUCCESS };
        case 'setMmioMegabytes':
          held.set(call.channel, call.mmioMegabytes);
          return { kind: 'status', status: STATUS_SUCCESS };
        case 'readReservation':
          return { kind: 'reservation', mmioMegabytes: held.get(call.channel) ?? 0, mmioMegabytesOptional: 0 };
        default:
          return NOTHING;
      }
    },
  };
};
const target: Target = fromSession({ name: 'mine', version: '1', capabilities }, session);

// A campaign: only the target has to be named. Its facts are rows that can be counted.
const byDefault: Promise<Facts> = runCampaign(target);
const reading: Reading = READINGS[0];
const tier: Tier = TIERS[0];
const options: CampaignOptions = { tier, programs: 50, seed: 1, selects: clauseSelector(['*']), selection: [] };
const facts: Facts = await runCampaign(target, options);
const judgedCalls: number = facts.cells.reduce((sum: number, { calls }: CellFacts) => sum + calls, 0);
const [smallest]: readonly Counterexample[] = facts.counterexamples;

// A verdict, and a gate.
const verdict: Verdict = verdictOf(facts);
const { points }: Scope = verdict.scope;
const point: Point = POINTS[1];
const policy: Policy = { require: [point], level: 'must' };
const gated: Gated = gate(facts, policy);
const read: Policy = await readPolicy({ level: 'should', requirements: '2026.1' });
const failed: readonly ClauseId[] = clauseResults(facts)
  .filter(({ outcome }: ClauseResult) => outcome === 'fail')
  .map(({ id }) => id);
const merged: Facts = mergeFacts([facts, await byDefault]);

// One program.
const program: Program = parseProgram('allocate 0 server\\nsetMmioMegabytes 0 0 0\\n');
const trace: Trace = await execute(target, program, { deadlineMs: 1_000 });
const end: End = trace.end;
const judging: JudgeOptions = { reading, capabilities: new Set(capabilities) };
const judgement: Judgement = judge(trace, judging);
const [finding]: readonly Finding[] = judgement.findings;

// The oracle, walked from no channel on.
let model: ChannelModel = NO_CHANNEL.absent;
const around: Surroundings = ALONE;
const said: string[] = [];
for (const [at, call] of program.entries()) {
  const answers: readonly Permitted[] = permitted(model, call, reading, around);
  const fitting = answers.find(({ answer }) => matches(answer, trace.responses[at]!));
  said.push(answers.map(({ answer }) => describeAnswer(answer)).join(' or '));
  if (fitting === undefined) break;
  model = follow(fitting, trace.responses[at]!);
}

// Errors.
const errors: string[] = [];
for (const attempt of [
  () => parseProgram('allocate'),
  () => clauseSelector(['nothing.*']),
  () => runCampaign(target, { seed: 0.5 }),
]) {
  try {
    await attempt();
  } catch (error) {
    const known = [ProgramSyntaxError, UsageError, RangeError].find((kind) => error instanceof kind);
    errors.push(known?.name ?? 'another');
  }
}

const stubs = await Promise.all(catalog.stubs.map((language) => catalog.stub(language)));
const arbitrary = new ProgramArbitrary(new Set(CAPABILITIES));
const reference: Target = await catalog.open('reference', { deadlineMs: 1_000 });

// @ts-expect-error a tier that there is not
const misspelt: CampaignOptions = { ...options, tier: 'smoky' };
void misspelt;

console.log(JSON.stringify({
  verdict: verdict.kind, points, sentence: gated.sentence, exit: gated.gate.exitCode === EXIT.doesNotConform,
  revision: read.requirements?.revision, failed: failed.length > 0, judged: judgedCalls > 100,
  smallest: smallest?.minimized.program.length, merged: merged.programs > facts.programs,
  end: end.kind, finding: finding?.clause, said, life: model.life, errors,
  printed: printProgram(program), reference: reference.info.name,
  arbitrary: arbitrary.canShrinkWithoutContext(program), stubs: stubs.flatMap(({ files }) => files).length, failure: new TargetFailure('crash', 'gone').kind,
}));
`;

const folder = mkdtempSync(join(tmpdir(), 'kmcl-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Installs what the package depends on by links, as far as it says that it does. */
function install(): void {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const own = join(folder, 'node_modules/kmcl-conformance');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', own, '--strip-components=1']);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), '@types/node', 'undici-types']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
}

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/harness/index.d.ts'))) throw new Error('not built yet: npm run build');
  install();
});

/** Links and pictures of a page, without those that lead elsewhere or within it. */
function linksOf(page: string): readonly string[] {
  const found = [...page.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"/g)].map(
    ([, link, source]) => link ?? source!,
  );
  // Pictures are for those who look at the repository: three of them would be more than half of the package.
  const isElsewhere = (link: string) => /^[a-z]+:|^(docs\/)?pictures\//i.test(link);
  return found.map((link) => link.split('#')[0]!).filter((link) => link !== '' && !isElsewhere(link));
}

const PAGES = readdirSync('docs').filter((name) => name.endsWith('.md'));
it.each(['README.md', ...PAGES.map((name) => `docs/${name}`)])(
  'every link of %s leads to something in the package',
  (name) => {
    const page = join(folder, 'node_modules/kmcl-conformance', name);
    const links = linksOf(readFileSync(page, 'utf8'));
    if (name === 'README.md') expect(links.length).toBeGreaterThan(7);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  },
);

const TITLE = "an outsider's program, module %s, resolved as %s";
describe.each([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])(TITLE, outsidersProgram);

function outsidersProgram(module: string, moduleResolution: string): void {
  it('compiles in the strictest way, the declarations of the package too', () => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2023',
      lib: ['ES2023'],
      types: ['node'],
      outDir: `out-${module}`,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    const config = join(folder, `tsconfig.${module}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', config], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('runs', () => {
    const said = execFileSync(process.execPath, [join(folder, `out-${module}/program.js`)], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(JSON.parse(said)).toEqual({
      verdict: 'does not conform',
      points: ['status', 'reservation'],
      sentence: expect.stringMatching(/^DOES NOT CONFORM: /),
      exit: true,
      revision: '2026.1',
      failed: true,
      judged: true,
      smallest: 2,
      merged: true,
      end: 'complete',
      finding: 'refuse.both-zero',
      said: ['any success status or any failure status', 'STATUS_INVALID_PARAMETER'],
      life: 'fresh',
      errors: ['ProgramSyntaxError', 'UsageError', 'RangeError'],
      printed: 'allocate 0 server\nsetMmioMegabytes 0 0 0\n',
      reference: 'reference',
      arbitrary: true,
      stubs: 22,
      failure: 'crash',
    });
  });
}
