/** The example adapters conform, are short, and are found out when broken on purpose. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { gate } from '../../../harness/verdict/gate.ts';
import type { Tier } from '../../../harness/generate/tier.ts';
import { catalog } from '../../../targets/catalog.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { requireTool } from '../../require-tool.ts';

/** An example adapter, the tools that it needs, how it is started, and a line of it to break on purpose. */
interface Example {
  readonly file: string;
  readonly tools: readonly string[];
  readonly command: (file: string, folder: string) => string;
  readonly line: string;
  readonly broken: string;
  /** What the broken line does, the clause that objects and the shortest program that shows it, in calls. */
  readonly mistake: string;
  readonly clause: string;
  readonly calls: number;
}

const EXAMPLES: readonly Example[] = [
  {
    file: 'python/adapter.py',
    tools: ['python3'],
    command: (file) => `python3 ${file}`,
    mistake: 'takes both amounts to be needed',
    line: 'if required == 0 and optional == 0:',
    broken: 'if required == 0 or optional == 0:',
    clause: 'accept.required',
    calls: 2,
  },
  {
    file: 'node/adapter.mjs',
    tools: ['node'],
    command: (file) => `node ${file}`,
    mistake: 'swaps the two amounts in the offer message',
    line: 'message.writeUInt16LE(mmioMegabytes, OFFER.mmioMegabytes);',
    broken: 'message.writeUInt16LE(mmioMegabytesOptional, OFFER.mmioMegabytes);',
    clause: 'offer.bytes',
    calls: 4,
  },
  {
    file: 'go/adapter.go',
    tools: ['go'],
    command(file, folder) {
      execFileSync('go', ['build', '-o', join(folder, 'go-adapter'), file], { stdio: 'pipe' });
      return join(folder, 'go-adapter');
    },
    mistake: 'takes the call while the offer is out',
    line: 'case c.client || c.phase != configurable:',
    broken: 'case c.client || c.phase == unused || c.phase == shut:',
    clause: 'refuse.enabled',
    calls: 3,
  },
  {
    file: 'java/Adapter.java',
    tools: ['java'],
    command: (file) => `java ${file}`,
    mistake: 'gives the wrong one of two statuses that look alike',
    line: 'if (wanted.equals(Amounts.NONE)) return INVALID_PARAMETER;',
    broken: 'if (wanted.equals(Amounts.NONE)) return INVALID_PARAMETER_1;',
    clause: 'refuse.both-zero',
    calls: 2,
  },
  {
    file: 'c-stdio/adapter.c',
    tools: ['gcc'],
    command(file, folder) {
      const program = join(folder, 'c-adapter');
      execFileSync('gcc', ['-std=c99', '-O1', '-Wall', '-Wextra', '-Werror', file, '-o', program], { stdio: 'pipe' });
      return program;
    },
    mistake: 'keeps eight bits of the optional amount',
    line: 'channel->mmio_megabytes_optional = optional;',
    broken: 'channel->mmio_megabytes_optional = (uint8_t)optional;',
    clause: 'held.set',
    calls: 3,
  },
];

/** The one that runs on every change: it needs nothing but Node. */
const QUICK = 'node/adapter.mjs';
const FOLDER = fileURLToPath(new URL('../../../targets/examples/', import.meta.url));
const SCRATCH = mkdtempSync(join(tmpdir(), 'kmcl-examples-'));
afterAll(() => rmSync(SCRATCH, { recursive: true }));

async function campaign(command: string, tier: Tier) {
  const target = await openRemote(`stdio:${command}`, { deadlineMs: 5000 });
  try {
    const facts = await runCampaign(target, {
      tier,
      reading: 'documented',
      seed: 1,
      selects: () => true,
      deadlineMs: 5000,
      corpus: [],
    });
    const { verdict, gate: decided, clauses } = gate(facts);
    return { counterexamples: facts.counterexamples, kind: verdict.kind, exitCode: decided.exitCode, clauses };
  } finally {
    await target.close();
  }
}

describe.each(EXAMPLES)('$file', ({ file, tools, command, line, broken, mistake, clause, calls }) => {
  const source = readFileSync(join(FOLDER, file), 'utf8');
  const lines = source.trimEnd().split('\n');

  test('is at most 120 lines, at most 60 of them for the protocol', () => {
    expect(lines.length).toBeLessThanOrEqual(120);
    const protocol = lines.findIndex((each) => each.includes('The protocol: '));
    expect(protocol).toBeGreaterThan(0);
    expect(lines.length - protocol).toBeLessThanOrEqual(60);
  });

  const tags = file === QUICK ? [] : ['slow'];
  describe.skipIf(!tools.every((tool) => requireTool(tool)))('running', { tags }, () => {
    test('conforms', { tags: ['slow'] }, async () => {
      const { kind, exitCode, clauses } = await campaign(command(join(FOLDER, file), SCRATCH), 'ci');
      expect([kind, exitCode]).toEqual(['conforms', 0]);
      expect(clauses.filter(({ outcome }) => outcome === 'not-verified')).toEqual([]);
    });

    test('is in good health', { tags: ['slow'] }, async () => {
      const checks = await catalog.doctor(`stdio:${command(join(FOLDER, file), SCRATCH)}`, { deadlineMs: 60_000 });
      expect(checks.filter(({ kind }) => kind === 'problem')).toEqual([]);
    });

    test(`broken on purpose, it ${mistake}: that is found`, async () => {
      expect(source.split(line).length, 'the line to break stands there once').toBe(2);
      const copy = join(SCRATCH, basename(file));
      writeFileSync(copy, source.replace(line, broken));
      const { exitCode, counterexamples } = await campaign(command(copy, SCRATCH), 'smoke');
      expect(exitCode).toBe(1);
      const found = counterexamples.map((each) => ({
        clause: 'finding' in each ? each.finding.clause : each.kind,
        calls: each.minimized.program.length,
        certificate: each.minimized.certificate,
      }));
      expect(found).toContainEqual({ clause, calls, certificate: 'globally shortest' });
    });
  });
});
