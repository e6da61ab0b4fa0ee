/**
 * What `init` writes: adapters that lack nothing but the calls of the user's own functions, and say so until those are there, each with
 * the kit of its language. The folders beside this file have complete implementations instead.
 */
import { readFile } from 'node:fs/promises';

interface StubSource {
  /** Under what name, and where from. */
  readonly files: Readonly<Record<string, string>>;
  readonly build?: string;
  readonly target: string;
}

const HEADERS = { 'kmcl_target.h': '../native/kmcl_target.h', 'kmcl_methods.h': '../native/kmcl_methods.h' };

const STUBS: Readonly<Record<string, StubSource>> = {
  ts: { files: { 'my-target.ts': 'stubs/my-target.ts' }, target: 'module:./my-target.ts' },
  node: { files: { 'adapter.mjs': 'stubs/adapter.mjs' }, target: 'stdio:node adapter.mjs' },
  python: {
    files: { 'adapter.py': 'stubs/adapter.py', 'kmcl_target.py': '../kits/python/kmcl_target.py' },
    target: 'stdio:python3 adapter.py',
  },
  go: {
    files: {
      'adapter.go': 'stubs/adapter.go',
      'go.mod': 'stubs/go.mod',
      'kmcltarget/kmcltarget.go': '../kits/go/kmcltarget.go',
    },
    build: 'go build -o adapter .',
    target: 'stdio:./adapter',
  },
  java: {
    files: { 'Adapter.java': 'stubs/Adapter.java', 'KmclTarget.java': '../kits/java/src/main/java/KmclTarget.java' },
    build: 'javac -d build Adapter.java KmclTarget.java',
    target: 'stdio:java -cp build Adapter',
  },
  'c-stdio': {
    files: { 'adapter.c': 'stubs/adapter.c' },
    build: 'cc -O2 adapter.c -o adapter',
    target: 'stdio:./adapter',
  },
  c: {
    files: { 'channel.c': 'stubs/channel.c', ...HEADERS },
    build: 'cc -O2 -shared -fPIC channel.c -o channel.so',
    target: 'native:./channel.so',
  },
  cpp: {
    files: { 'channel.cpp': 'stubs/channel.c', ...HEADERS },
    build: 'c++ -std=c++20 -O2 -shared -fPIC channel.cpp -o channel.so',
    target: 'native:./channel.so',
  },
  rust: {
    files: {
      'src/lib.rs': 'stubs/lib.rs',
      'Cargo.toml': 'stubs/Cargo.toml',
      'kmcl-target/Cargo.toml': '../kits/rust/Cargo.toml',
      'kmcl-target/src/lib.rs': '../kits/rust/src/lib.rs',
      'kmcl-target/src/coverage.rs': '../kits/rust/src/coverage.rs',
      'kmcl-target/src/serve.rs': '../kits/rust/src/serve.rs',
    },
    build: 'cargo build --release --quiet',
    target: 'native:./target/release/libchannel.so',
  },
};

export async function stub(language: string) {
  const { files, build, target } = STUBS[language]!;
  const contents = Object.entries(files).map(async ([name, file]) => [name, await source(file)] as const);
  return { files: await Promise.all(contents), build, target };
}

/** The sources are not copied when this file is compiled, so they lie further up then. */
function source(file: string): Promise<string> {
  const places = ['./', '../../../targets/examples/'].map((path) => new URL(`${path}${file}`, import.meta.url));
  return Promise.any(places.map((place) => readFile(place, 'utf8')));
}
