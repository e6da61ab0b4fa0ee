/**
 * The arrows of the architecture, held: who may import whom, in which order the rooms stand, how long files and functions are,
 * and what the tree in ARCHITECTURE.md shows.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesIn } from './architecture/circles.ts';
import { FOLDERS, functionsOver, importsOf, linesOf, ROOT, sources } from './architecture/source-tree.ts';

/** The rooms of harness/ in the order in which data flows: none imports a later one. */
const ROOMS = [
  'program',
  'machine',
  'generate',
  'execute',
  'judge',
  'minimize',
  'campaign',
  'verdict',
  'report',
  'sweep',
  'doctor',
  'learn',
  'concurrent',
  'vectors',
  'elastic',
  'cli',
  'fast-check',
];

/** The file to begin with in a room that has none of its own name. */
const FIRST_FILES: Readonly<Record<string, string>> = { cli: 'main.ts', 'fast-check': 'program-arbitrary.ts' };

/** What a target may know of the harness and of the specification: contracts and vocabulary. Never the oracle. */
const CONTRACT_FILES = new Set([
  'spec/call.ts',
  'spec/status.ts',
  'harness/target.ts',
  'harness/cli/debugged.ts',
  'harness/doctor/check-result.ts',
  'harness/doctor/question.ts',
  'harness/execute/check-responses.ts',
  'harness/execute/deadline.ts',
  'harness/execute/execute-at-once.ts',
  'harness/execute/response-json.ts',
  'harness/execute/response-schema.ts',
  'harness/execute/pairs-in-process.ts',
  'harness/execute/shown.ts',
  'harness/import-module.ts',
  'harness/program/duration-words.ts',
  'harness/program/json-extent.ts',
  'harness/program/redactor.ts',
  'harness/pair-plan.ts',
  'harness/sweep/sweep.ts',
]);

const LINES_MAX = 300;
const FUNCTION_LINES_MAX = 60;

/** Tables: as long as what they list. */
const DATA_FILES: Readonly<Record<string, string>> = {
  'spec/clauses.ts': 'one entry a clause',
  'targets/reference/faults/offer.ts': 'one entry a planted fault',
  'targets/reference/faults/reservation.ts': 'one entry a planted fault',
  'targets/reference/faults/space.ts': 'one entry a planted fault',
  'targets/reference/faults/states.ts': 'one entry a planted fault',
};

const isOwn = (path: string) => FOLDERS.some((folder) => path.startsWith(`${folder}/`));
const offences = (files: readonly string[], isAllowed: (path: string, file: string) => boolean) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((path) => !isAllowed(path, file))
      .map((path) => `${file} -> ${path}`),
  );

/** The product: examples are files that an implementer copies, each complete in itself. */
const product = ['spec', 'harness', 'targets'].flatMap(sources).filter((file) => !file.startsWith('targets/examples/'));
const isPublicFace = (file: string) => file === 'harness/index.ts';
const roomOf = (file: string) => /^harness\/([^/]+)\//.exec(file)?.[1];

describe('the arrows', () => {
  it('spec knows itself and ts-pattern, nothing else', () => {
    expect(sources('spec').length).toBeGreaterThan(5);
    expect(offences(sources('spec'), (path) => path.startsWith('spec/') || path === 'ts-pattern')).toEqual([]);
  });

  it('the harness knows the spec and no target', () => {
    const isAllowed = (path: string) => !isOwn(path) || path.startsWith('spec/') || path.startsWith('harness/');
    expect(offences(sources('harness'), isAllowed)).toEqual([]);
  });

  it('a target knows the contract and the vocabulary, never the oracle', () => {
    const ways = sources('targets').filter((file) => file.split('/').length > 2);
    expect(ways.length).toBeGreaterThan(10);
    const isAllowed = (path: string) => !isOwn(path) || path.startsWith('targets/') || CONTRACT_FILES.has(path);
    expect(offences(ways, isAllowed)).toEqual([]);
  });

  it('no room of the harness imports a later one', () => {
    const files = sources('harness').filter((file) => roomOf(file) !== undefined);
    expect(files.filter((file) => !ROOMS.includes(roomOf(file)!))).toEqual([]);
    const isAllowed = (path: string, file: string) =>
      roomOf(path) === undefined ? !isPublicFace(path) : ROOMS.indexOf(roomOf(path)!) <= ROOMS.indexOf(roomOf(file)!);
    expect(offences(files, isAllowed)).toEqual([]);
  });

  it('what stands beside the rooms knows none of them, but for the public face', () => {
    const files = sources('harness').filter((file) => roomOf(file) === undefined && !isPublicFace(file));
    expect(offences(files, (path) => roomOf(path) === undefined && !isPublicFace(path))).toEqual([]);
  });

  it('no files import each other in a circle', () => {
    expect(circlesIn(new Map(product.map((file) => [file, importsOf(file)])))).toEqual([]);
  });

  it('no folders import each other in a circle', () => {
    const graph = new Map<string, Set<string>>();
    for (const file of product.filter((path) => !isPublicFace(path))) {
      const next = graph.get(dirname(file)) ?? new Set();
      for (const path of importsOf(file).filter(isOwn)) next.add(dirname(path));
      graph.set(dirname(file), next);
    }
    expect(circlesIn(graph)).toEqual([]);
  });

  it('the reference knows no library but Node itself', () => {
    const isAllowed = (path: string) => isOwn(path) || path.startsWith('node:');
    expect(offences(sources('targets/reference'), isAllowed)).toEqual([]);
  });

  it('one folder knows the engine behind a queue', () => {
    const engine = /^(bullmq|ioredis)$/;
    const files = product.filter((file) => importsOf(file).some((path) => engine.test(path)));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => !file.startsWith('harness/elastic/bullmq/'))).toEqual([]);
    expect(
      offences(
        sources('harness/elastic').filter((file) => file.split('/').length === 3),
        (path) => !path.includes('/bullmq/'),
      ),
    ).toEqual([]);
  });

  it('only the tests know Vitest', () => {
    const files = ['spec', 'harness', 'targets'].flatMap(sources);
    expect(offences(files, (path) => path !== 'vitest' && !path.startsWith('vitest/'))).toEqual([]);
  });

  it('a concrete target is named in the catalog and nowhere else', () => {
    const tops = sources('targets').filter((file) => file.split('/').length === 2);
    expect(tops.toSorted()).toEqual(['targets/catalog.ts', 'targets/main.ts', 'targets/mistaken-file.ts']);
  });

  it('no file is a drawer', () => {
    const drawers = /(^|\/)(utils?|helpers?|types|common|constants|misc|shared|lib)(\.ts|\/)/;
    expect(FOLDERS.flatMap(sources).filter((file) => drawers.test(file))).toEqual([]);
  });

  it('files are named in kebab-case', () => {
    expect(FOLDERS.flatMap(sources).filter((file) => /[A-Z]/.test(file.split('/').at(-1)!))).toEqual([]);
  });

  it('each room of the harness begins with the file that is called as it is', () => {
    const rooms = new Set(sources('harness').map(roomOf));
    const firsts = ROOMS.filter((room) => rooms.has(room)).map(
      (room) => `harness/${room}/${FIRST_FILES[room] ?? `${room}.ts`}`,
    );
    expect(firsts.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('sizes', () => {
  it(`no file is longer than ${LINES_MAX} lines, tables aside`, () => {
    const long = product.filter((file) => linesOf(file) > LINES_MAX && !(file in DATA_FILES));
    expect(long.map((file) => `${file}: ${linesOf(file)}`)).toEqual([]);
    expect(Object.keys(DATA_FILES).filter((file) => !product.includes(file) || linesOf(file) <= LINES_MAX)).toEqual([]);
    expect(sources('test').filter((file) => linesOf(file) > 500)).toEqual([]);
  });

  it(`no function is longer than ${FUNCTION_LINES_MAX} lines`, () => {
    const long = product.flatMap((file) => functionsOver(FUNCTION_LINES_MAX, file));
    expect(long.map(({ file, line, lines }) => `${file}:${line}: ${lines}`)).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const tree = /```tree\n([\s\S]*?)```/.exec(text)![1]!;

  /** The paths that the tree draws, folders ending in a slash. */
  function drawn(): readonly string[] {
    const stack: string[] = [];
    return tree
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const depth = line.search(/\S/) / 2;
        const [name] = line.trim().split(/\s{2,}/) as [string];
        stack.length = depth;
        stack.push(name);
        return stack.join('');
      });
  }

  it('draws only what is there', () => {
    const onDisk = (path: string) => {
      try {
        const entries = readdirSync(join(ROOT, dirname(path)), { withFileTypes: true });
        return entries.some((entry) => path.endsWith(`${entry.name}${entry.isDirectory() ? '/' : ''}`));
      } catch {
        return false;
      }
    };
    expect(drawn().filter((path) => !onDisk(path))).toEqual([]);
  });

  it('draws every file of spec and harness, and every folder of targets and test', () => {
    const shown = new Set(drawn());
    const files = ['spec', 'harness'].flatMap(sources);
    const folders = ['targets', 'test'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${folder}/${entry.name}/`),
    );
    expect([...files, ...folders].filter((path) => !shown.has(path))).toEqual([]);
  });
});
