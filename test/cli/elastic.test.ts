/**
 * Campaigns on a real Redis, with workers and coordinators that are killed: what the shards come to is what one process comes to. One
 * server for all of them, since each test has a queue of its own.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, RedisServer } from '../redis-server.ts';
import { requireTool } from '../require-tool.ts';
import type { Report } from '../../harness/report/report-schema.ts';
import { emptyFolder, kmcl, kmclProcess, MAIN } from './kmcl.ts';

const QUICK = ['--lost-after', '4s'];
const SLOW = { tags: ['slow'], timeout: 300_000 };

/** A command that is under way, and all that it has said. */
class Command {
  readonly #process: ChildProcess;
  said = '';
  readonly ended: Promise<number | null>;

  constructor(words: readonly string[], env: NodeJS.ProcessEnv, cwd = emptyFolder()) {
    this.#process = spawn(process.execPath, [MAIN, ...words], { cwd, env: { ...process.env, ...env } });
    for (const stream of [this.#process.stdout!, this.#process.stderr!])
      stream.on('data', (piece) => (this.said += piece));
    this.ended = new Promise((resolve) => this.#process.once('close', resolve));
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    this.#process.kill(signal);
    return this.ended;
  }

  async says(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.said)) {
      if (this.#process.exitCode !== null) throw new Error(`it ended before it said ${pattern}:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const reportIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
/** A report without its times and its own place. */
function untimed({ counterexamples, asked, ...report }: Pick<Report, 'counterexamples' | 'asked'>) {
  return {
    ...report,
    asked: { ...asked, out: undefined },
    times: undefined,
    counterexamples: counterexamples.map((row) => ({ ...row, replay: undefined })),
  };
}

describe.runIf(requireTool('redis-server'))('campaign and worker', () => {
  let redis: RedisServer;
  const commands: Command[] = [];
  const command = (words: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string) => {
    const started = new Command(words, { KMCL_QUEUE: redis.address, ...env }, cwd);
    commands.push(started);
    return started;
  };
  const worker = (
    name: string,
    target = 'reference',
    ...more: Parameters<typeof command> extends [unknown, ...infer Rest] ? Rest : never
  ) => command(['worker', '--target', target, '--name', name, ...QUICK], ...more);
  const campaign = (name: string, words: readonly string[]) =>
    command(['campaign', '--name', name, '--tier', 'smoke', '--seed', '1', ...QUICK, ...words]);

  beforeAll(async () => (redis = await RedisServer.start()));
  afterEach(async () => void (await Promise.all(commands.splice(0).map((one) => one.kill('SIGKILL')))));
  afterAll(() => redis.stop());

  it('come to the report of one process, whoever is killed meanwhile', SLOW, async () => {
    const [whole, shared] = [emptyFolder(), emptyFolder()];
    // What is set on a worker's machine is none of the campaign's.
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'kmcl.config.json'), '{"tier":"ci","seed":5}');
    const elsewhere = { KMCL_PROGRAMS: '7', KMCL_TIER: 'deep' };
    const workers = [worker('killed'), worker('killed', 'reference', elsewhere, cwd)] as const;
    const asked = ['--shards', '16', '--out', shared];
    const coordinator = campaign('killed', asked);
    await workers[0].says(/shard \d+\/16/);
    await workers[0].kill('SIGKILL');
    await coordinator.kill('SIGKILL');
    await redis.kill();
    await redis.begin();
    worker('killed');
    const again = campaign('killed', asked);
    expect([await again.ended, again.said]).toEqual([0, expect.stringMatching(/16 shards by [23] workers/)]);
    const { exitCode } = await kmcl(['run', '--target', 'reference', '--tier', 'smoke', '--seed', '1', '--out', whole]);
    expect(exitCode).toBe(0);
    expect(untimed(reportIn(shared))).toEqual(untimed(reportIn(whole)));
  });

  it('give up a shard in which three were lost, and say so', SLOW, async () => {
    const folder = emptyFolder();
    // It ends the process that runs the shard, and not only its own; where it could read the queue's password it says so.
    writeFileSync(
      join(folder, 'killer.mjs'),
      `const version = Object.values(process.env).some((value) => value.includes('redis://')) ? 'told' : 'untold';
       let runs = 0;
       export default { info: { name: 'killer', version, capabilities: [] }, async run() { process.kill(process.ppid, 'SIGKILL'); } };`,
    );
    const lost = worker('lost', `module:${join(folder, 'killer.mjs')}`);
    const coordinator = campaign('lost', ['--shards', '1']);
    expect(await coordinator.ended).toBe(2);
    expect(coordinator.said).toMatch(
      /FINDING {2}nobody came to the end of shard 1\/1: its process was ended by SIGKILL/,
    );
    expect(coordinator.said.match(/took it at/g)).toHaveLength(3);
    expect(coordinator.said).toMatch(/by hand: run --tier=smoke .*--seed=1 --shard=1\/1/);
    expect(lost.said).toContain('on killer untold');
  });

  it('take no shard of a campaign on another target, and make a failure small once', SLOW, async () => {
    const [whole, shared] = [emptyFolder(), emptyFolder()];
    const fault = 'reference:fault=both-zero-accepted';
    const coordinator = campaign('one', ['--shards', '6', '--out', shared]);
    const first = worker('one', fault);
    await first.says(/shard 1\/6/);
    expect(await first.kill('SIGTERM')).toBe(0);
    const wrong = worker('one', 'reference');
    const refusal = /the campaign is tried on reference:fault=both-zero-accepted 1.* and this is reference 1/;
    expect([await wrong.ended, wrong.said]).toEqual([5, expect.stringMatching(refusal)]);
    const last = worker('one', fault);
    expect([await coordinator.ended, coordinator.said]).toEqual([1, expect.stringMatching(/6 shards by 2 workers/)]);
    // It was met in each shard, and made small in none of them.
    expect(last.said).toMatch(/all shards, .*: part/);
    await kmcl(['run', '--target', fault, '--tier', 'smoke', '--seed', '1', '--out', whole]);
    expect(untimed(reportIn(shared))).toEqual(untimed(reportIn(whole)));
  });

  it('go over TLS where the certificate is trusted, and not otherwise', SLOW, async () => {
    const folder = emptyFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ]);
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    const settings = ['--tls-auth-clients', 'no', ...files];
    const secure = await RedisServer.start((port) => ['--port', '0', '--tls-port', `${port}`, ...settings]);
    try {
      const KMCL_QUEUE = secure.address.replace('redis:', 'rediss:').replace('127.0.0.1', 'localhost');
      const words = ['worker', '--target', 'reference', '--idle', '1s'];
      const distrusted = await kmclProcess(words, { env: { KMCL_QUEUE } });
      expect([distrusted.exitCode, distrusted.stderr]).toEqual([4, expect.stringMatching(/self-signed certificate/)]);
      const trusted = await kmclProcess(words, { env: { KMCL_QUEUE, NODE_EXTRA_CA_CERTS: cert } });
      expect([trusted.exitCode, trusted.stderr]).toEqual([0, expect.stringMatching(/at rediss:\/\/localhost:/)]);
    } finally {
      await secure.stop();
    }
  });

  it('never say the password, and say in a line what is wrong', SLOW, async () => {
    const none = 'redis://:secret-1@127.0.0.1:1';
    const wrong = redis.address.replace(encodeURIComponent(PASSWORD), 'secret-2');
    const cases: readonly (readonly [string, RegExp])[] = [
      [none, /the queue at redis:\/\/127.0.0.1:1 cannot be used: .*ECONNREFUSED/],
      [wrong, /cannot be used: WRONGPASS/],
      ['http://:secret-3@host', /--queue is redis:\/\//],
      ['redis:secret-4', /--queue is redis:\/\//],
    ];
    for (const [address, message] of cases) {
      const { exitCode, stdout, stderr } = await kmclProcess(['campaign'], { env: { KMCL_QUEUE: address } });
      expect([exitCode, stdout]).toEqual([4, '']);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/secret/);
    }
    const odd = await kmclProcess(['campaign', '--name', 'a b'], { env: { KMCL_QUEUE: redis.address } });
    expect([odd.exitCode, odd.stderr]).toEqual([4, expect.stringMatching(/--name is made of/)]);
  });
});
