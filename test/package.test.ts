/**
 * The package as an outsider has it: packed, installed in a project of its own without a network, compiled against by its types
 * in the strictest way, and run.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What one writes who has a target of one's own and drives the suite from a program. */
const PROGRAM = `
import {
  CAPABILITIES, clauseResults, fromSession, gate, judge, NOTHING, parseProgram, permitted, printProgram, ProgramArbitrary,
  READINGS, runCampaign, STATUS_SUCCESS, TargetFailure,
} from 'kmcl-conformance';
import type {
  CampaignOptions, Capability, ClauseId, Facts, Judgement, Permitted, Program, Reading, Response, Session, Target, Trace,
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

const reading: Reading = READINGS[0];
const options: CampaignOptions = {
  tier: 'smoke', programs: 50, reading, seed: 1, selects: (clause: ClauseId) => clause.length > 0, deadlineMs: 1_000, corpus: [],
};
const facts: Facts = await runCampaign(target, options);
const { verdict } = gate(facts);
const failed: readonly ClauseId[] = clauseResults(facts).filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

const program: Program = parseProgram('allocate 0 server\\nsetMmioMegabytes 0 0 0\\n');
const responses = await target.run(program);
const trace: Trace = { program, responses, end: { kind: 'complete' } };
const judgement: Judgement = judge(trace, { reading, capabilities: new Set(capabilities) });
const ask: (...question: Parameters<typeof permitted>) => readonly Permitted[] = permitted;
const arbitrary = new ProgramArbitrary(new Set(CAPABILITIES));
const reference: Target = await catalog.open('reference', { deadlineMs: 1_000 });

// @ts-expect-error a tier that there is not
const misspelt: CampaignOptions = { ...options, tier: 'smoky' };
void misspelt;

console.log(JSON.stringify({
  verdict: verdict.kind, failed: failed.length > 0, findings: judgement.findings.map(({ clause }) => clause),
  printed: printProgram(program), reference: reference.info.name, oracle: typeof ask,
  arbitrary: arbitrary.canShrinkWithoutContext(program), failure: new TargetFailure('crash', 'gone').kind,
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

describe.each([
  ['NodeNext', 'NodeNext'],
  ['ESNext', 'Bundler'],
])("an outsider's program, module %s, resolved as %s", (module, moduleResolution) => {
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
      failed: true,
      findings: ['refuse.both-zero'],
      printed: 'allocate 0 server\nsetMmioMegabytes 0 0 0\n',
      reference: 'reference',
      oracle: 'function',
      arbitrary: true,
      failure: 'crash',
    });
  });
});
