/**
 * The examples as stubs to start from: the same files that the suite's own tests try, so that none can rot.
 */
import { readFile } from 'node:fs/promises';

interface Example {
  readonly files: readonly string[];
  readonly build?: string;
  readonly target: string;
}

const HEADERS = ['../native/kmcl_target.h', '../native/kmcl_methods.h'];

const EXAMPLES: Readonly<Record<string, Example>> = {
  ts: { files: ['ts/my-target.ts'], target: 'module:./my-target.ts' },
  node: { files: ['node/adapter.mjs'], target: 'stdio:node adapter.mjs' },
  python: { files: ['python/adapter.py'], target: 'stdio:python3 adapter.py' },
  go: { files: ['go/adapter.go'], build: 'go build -o adapter adapter.go', target: 'stdio:./adapter' },
  java: { files: ['java/Adapter.java'], target: 'stdio:java Adapter.java' },
  'c-stdio': { files: ['c-stdio/adapter.c'], build: 'cc -O2 adapter.c -o adapter', target: 'stdio:./adapter' },
  c: {
    files: ['c/channel.c', ...HEADERS],
    build: 'cc -O2 -shared -fPIC channel.c -o channel.so',
    target: 'native:./channel.so',
  },
  cpp: {
    files: ['cpp/channel.cpp', ...HEADERS],
    build: 'c++ -O2 -shared -fPIC channel.cpp -o channel.so',
    target: 'native:./channel.so',
  },
  rust: {
    files: ['rust/channel.rs'],
    build: 'rustc -O --crate-type cdylib channel.rs -o channel.so',
    target: 'native:./channel.so',
  },
};

export async function stub(language: string) {
  const { files, build, target } = EXAMPLES[language]!;
  const contents = files.map(async (file) => [file.split('/').at(-1)!, await source(file)] as const);
  return { files: await Promise.all(contents), build, target };
}

/** The sources are not copied when this file is compiled, so they lie further up then. */
function source(file: string): Promise<string> {
  const places = ['./', '../../../targets/examples/'].map((path) => new URL(`${path}${file}`, import.meta.url));
  return Promise.any(places.map((place) => readFile(place, 'utf8')));
}
