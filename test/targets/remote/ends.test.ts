/** How a command is let go of, also where something that it started is not. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, test } from 'vitest';
import { runCampaign } from '../../../harness/campaign/campaign.ts';
import { execute } from '../../../harness/execute/execute.ts';
import { type Tier, TIERS } from '../../../harness/generate/tier.ts';
import { type Target, TargetFailure } from '../../../harness/target.ts';
import { NOTHING } from '../../../spec/call.ts';
import { openRemote } from '../../../targets/remote/remote.ts';
import { emptyFolder, kmclProcess } from '../../cli/kmcl.ts';
import { requireTool } from '../../require-tool.ts';

const EXAMPLE = fileURLToPath(new URL('../../../targets/examples/node/adapter.mjs', import.meta.url));
const PEER = fileURLToPath(new URL('./hostile-peer.mjs', import.meta.url));
const ALLOCATE = [{ kind: 'allocate', channel: 0, endpoint: 'server' }] as const;

/** A daemon in a session of its own, which no signal to the group of the command reaches; it keeps the pipes of whoever started it. */
const DAEMON = 'setsid sleep 271.25 & ';

describe.runIf(requireTool('setsid'))('a daemon that escaped and holds the pipes', () => {
  afterEach(() => {
    for (const pid of daemons()) process.kill(pid, 'SIGKILL');
  });

  it('does not keep the run from ending, and is there still', { tags: ['slow'] }, async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'p.kmcl'), 'allocate 0 server\n');
    const began = performance.now();
    const ended = await kmclProcess(['replay', 'p.kmcl', '--target', `stdio:${DAEMON} exec node '${EXAMPLE}'`], {
      cwd,
    });
    expect(ended.stdout).toMatch(/^PASS/m);
    expect(ended.exitCode).toBe(0);
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(daemons()).toHaveLength(1);
  });

  it('does not turn a crash of the command into a hang', { tags: ['slow'] }, async () => {
    const target = await openRemote(`stdio:${DAEMON} exec node '${PEER}' 'ends with exit code 9'`, {
      deadlineMs: 60_000,
    });
    const { end } = await execute(target, ALLOCATE, { deadlineMs: 60_000 });
    await target.close();
    expect(end).toMatchObject({ kind: 'crash', message: expect.stringMatching(/exit code 9/) });
  });

  it('is told from a command that ended before its hello', async () => {
    const opening = openRemote(`stdio:${DAEMON} exit 3`, { deadlineMs: 60_000, helloMs: 60_000 });
    await expect(opening).rejects.toThrow(/before it answered hello: .*exit code 3/);
  });
});

function daemons(): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .filter((line) => line.endsWith(' sleep 271.25') && !line.includes('setsid'))
    .map((line) => Number.parseInt(line, 10));
}

/** An implementation that dies where there is nothing to do, behind an adapter that stays. */
const DIES_OF_NOTHING: Target = {
  info: { name: 'dies of nothing', version: '1', capabilities: [] },
  async run(program) {
    if (program.length === 0) throw new TargetFailure('crash', 'nothing to do', { answered: 0 });
    return program.map(({ kind }) => (ANSWERED_BY_STATUS.has(kind) ? { kind: 'status', status: 0 } : NOTHING));
  },
};
const ANSWERED_BY_STATUS: ReadonlySet<string> = new Set(['allocate', 'enable', 'setMmioMegabytes']);

const TITLE = 'tier %s asks for nothing by a program without calls, and saves none';
test.each(TIERS.filter((tier) => tier !== 'deep'))(TITLE, asksForNothing);
test.each(TIERS.filter((tier) => tier === 'deep'))(TITLE, { tags: ['slow'] }, asksForNothing);

async function asksForNothing(tier: Tier): Promise<void> {
  const facts = await runCampaign(DIES_OF_NOTHING, { tier, seed: 1, programs: 10, searchProgramsMax: 0 });
  expect(facts.counterexamples.filter((one) => 'end' in one)).toEqual([]);
  expect(facts.counterexamples.every(({ minimized }) => minimized.program.length > 0)).toBe(true);
}
