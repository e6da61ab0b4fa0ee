/**
 * What a terminal shows of a run, however it ends and whatever names are in it: it fits, nothing is counted that is not there, and what
 * matters most stands last.
 */
import fc from 'fast-check';
import { wrapAnsi } from 'fast-wrap-ansi';
import { describe, expect, it } from 'vitest';
import { folded, foldedCommand } from '../../harness/report/folded.ts';
import { endedRuns } from './ended-runs.ts';
import { ASKED, textOf } from './terminal-text.ts';

describe('a width of', () => {
  /** As a terminal shows it, where some characters are two columns wide. */
  const isWider = (line: string, columns: number) =>
    wrapAnsi(line, columns, { hard: true, trim: false }).includes('\n');
  /** What is copied stays whole: a word of a command, or the name of a file. */
  const isCopied = (line: string) => /^ {2,}(?:(?:saved|report|replay|explain) +)?\S+(?: \\)?$/.test(line);

  it.each([40, 80, 120])('%i is kept however a run ends and whatever names are in it', async (columns) => {
    for (const run of await endedRuns()) {
      for (const verbose of [false, true]) {
        for (const line of textOf(run, columns, { verbose }).split('\n')) {
          if (!(isCopied(line) && columns < 80)) expect(isWider(line, columns), `${run.name}: ${line}`).toBe(false);
        }
      }
    }
  });

  it('80 breaks no command and no name of a file, however long', async () => {
    const file = `${'corpus-'.repeat(15)}/refuse.both-zero.kmcl`;
    const run = (await endedRuns()).find(({ name }) => name === 'breaks much')!;
    const text = textOf(run, 80, {
      files: { asked: ASKED, out: `${'out-'.repeat(30)}` },
      reproduce: () => ({ file, command: `kmcl-conformance replay ${file} --target reference` }),
    });
    const shown = text.split('\n').filter((line) => line.includes(file));
    expect(shown).toHaveLength(run.gated.failures.length + 1);
    expect(text).toContain(`  report    ${'out-'.repeat(30)}/report.html\n`);
    for (const line of text.split('\n').filter((one) => isWider(one, 80)))
      expect(line).toMatch(/corpus-corpus|out-out/);
  });

  it('any loses no word, and breaks none that fits', () => {
    const words = fc.array(fc.stringMatching(/^[a-z.-]{1,16}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 20, max: 130 }),
        fc.stringMatching(/^ {0,2}[a-z]{0,12} {2}$/),
        (text, columns, head) => {
          const lines = folded(head, text.join(' '), columns);
          expect(lines.join(' ').match(/\S+/g)).toEqual(`${head}${text.join(' ')}`.match(/\S+/g));
        },
      ),
    );
  });

  it('any leaves a command what it is to a shell', () => {
    const command = "kmcl-conformance replay 'a file' --target 'stdio:python3 my adapter.py' --reading state-model";
    for (let columns = 20; columns < 120; columns += 1) {
      const joined = foldedCommand('  replay    ', command, columns)
        .join('\n')
        .replace(/ \\\n */g, ' ');
      expect(joined).toBe(`  replay    ${command}`);
    }
  });

  it('a pipe has no end: a line is a line', async () => {
    const many = (await endedRuns()).find(({ name }) => name === 'breaks much')!;
    const lines = textOf(many, Infinity).split('\n');
    expect(lines).toContain(many.gated.sentence);
    expect(lines.filter((line) => line.endsWith('\\'))).toEqual([]);
  });
});

it('nothing is counted that is not there, and no row is empty, however a run ends', async () => {
  for (const run of await endedRuns()) {
    for (const verbose of [false, true]) {
      const text = textOf(run, 80, { verbose });
      expect(text, run.name).not.toMatch(
        /(?<![\w.,/=])0 (?:made|judged|programs?|calls?|more|of|pass|fail|choice|deviation|crash)/,
      );
      expect(text, run.name).not.toMatch(/\n\n\n|^[a-z][a-z -]{9} *$/m);
    }
  }
});

it('the failures stand last above the verdict, however a run ends', async () => {
  for (const run of await endedRuns()) {
    const text = textOf(run, 80);
    const [first = ''] = run.gated.sentence.split(/[:;]/);
    const at = text.lastIndexOf(`\n${first}`);
    expect(at, run.name).toBeGreaterThan(0);
    const above = text.slice(0, at).trimEnd().split('\n').at(-1)!;
    if (run.gated.failures.length > 0) expect(above, run.name).toMatch(/^ {2}saved +kmcl-corpus/);
  }
});
