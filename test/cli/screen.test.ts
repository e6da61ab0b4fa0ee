/** A run in a real terminal, as it stands on the screen: no line goes on in the next, and of the progress nothing is left. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { shellCommand } from '../../harness/report/replay-command.ts';
import { screenFor } from '../../harness/report/terminal/screen.ts';
import { requireTool } from '../require-tool.ts';
import { emptyFolder, MAIN } from './kmcl.ts';

/** A terminal of so many columns in which a command runs, with a server of its own. */
class Terminal {
  readonly #socket = join(mkdtempSync(join(tmpdir(), 'kmcl-tmux-')), 'socket');

  constructor(columns: number, words: readonly string[]) {
    const command = `${shellCommand([process.execPath, MAIN, ...words])}; echo "ended with $?"; sleep 1000`;
    const size = ['-x', `${columns}`, '-y', '40'];
    const start = ['-f', '/dev/null', 'new-session', '-d', ...size, '-s', 'run', 'sh', '-c', command];
    execFileSync('tmux', ['-S', this.#socket, ...start], {
      cwd: emptyFolder(),
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined },
    });
  }

  tmux(...words: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...words], { encoding: 'utf8' });
  }

  /** What stands there and above, without empty lines. */
  lines(...how: readonly string[]): readonly string[] {
    const text = this.tmux('capture-pane', '-p', '-S', '-', '-t', 'run', ...how);
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trimEnd()]));
  }

  resize(columns: number): void {
    this.tmux('resize-window', '-t', 'run', '-x', `${columns}`);
  }

  /** All that was shown on the way, one screen after the other, until the command ended. */
  async untilEnded(onScreen: (lines: readonly string[]) => void = () => {}): Promise<readonly string[]> {
    for (;;) {
      const lines = this.lines();
      if (lines.at(-1)?.startsWith('ended with ')) return lines;
      onScreen(lines);
      await pause(100);
    }
  }

  [Symbol.dispose](): void {
    this.tmux('kill-server');
  }
}

const FAULTY = ['run', '--target', 'reference:fault=optional-not-stored', '--tier', 'smoke', '--seed', '1'];
const SLOW = { tags: ['slow'], timeout: 600_000 };
const TRIED = 'target reference, from --target';
const isProgress = (line: string) => line.startsWith('strategy ');

describe('colour', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['in a terminal', true, {}, true],
    ['in a pipe', false, {}, false],
    ['in a terminal under NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['in a terminal that shows text alone', true, { TERM: 'dumb' }, false],
    ['in a pipe under FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['in a terminal under both', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, true],
    ['in a terminal under FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ])('%s', (_, isTTY, env, isColoured) => {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM'] as const) vi.stubEnv(name, (env as NodeJS.ProcessEnv)[name]);
    const { paint, columns } = screenFor({ isTTY, columns: 72 } as NodeJS.WriteStream);
    expect(paint('red', 'FAIL')).toBe(isColoured ? '\u001b[31mFAIL\u001b[39m' : 'FAIL');
    expect(columns).toBe(isTTY ? 72 : Infinity);
  });
});

describe.runIf(requireTool('tmux', '-V'))('a run', () => {
  it.each([80, 40])('in %i columns fits, and leaves no progress', { tags: ['slow'] }, async (columns) => {
    using terminal = new Terminal(columns, FAULTY);
    const lines = await terminal.untilEnded();
    expect(lines.filter(isProgress)).toEqual([]);
    expect(lines.at(-1)).toBe('ended with 1');
    expect(lines).toContain('next:');
    // Joined, lines that the terminal has broken become one. At 40 columns some words are longer than that.
    if (columns >= 80) expect(terminal.lines('-J')).toEqual(lines);
    else expect(lines.filter((line) => line.length > columns)).toEqual([]);
  });

  it('of the deep tier has one line of progress in 100 columns and in 60, and none when it is done', SLOW, async () => {
    using terminal = new Terminal(100, [
      'run',
      '--target',
      'reference',
      '--tier',
      'deep',
      '--shard',
      '1/8',
      '--seed',
      '1',
    ]);
    const seen = new Set<string>();
    let screens = 0;
    const lines = await terminal.untilEnded((screen) => {
      screens += 1;
      if (screens === 30) terminal.resize(60);
      if (screens === 60) terminal.resize(100);
      const progress = screen.filter(isProgress);
      // Right after a resize it may stand in two rows until it is written again.
      if (progress.length > 0 && (screens < 30 || screens > 70))
        expect(screen).toEqual([TRIED, ...progress.slice(0, 1)]);
      for (const line of progress) seen.add(/^strategy (\d+) of \d+/.exec(line)?.[1] ?? line);
    });
    expect(seen.size).toBeGreaterThan(2);
    expect([...seen].filter((number) => !/^\d+$/.test(number))).toEqual([]);
    expect(lines.filter(isProgress)).toEqual([]);
    expect(terminal.lines('-J')).toEqual(lines);
    expect(lines.at(-1)).toBe('ended with 2');
  });
});
