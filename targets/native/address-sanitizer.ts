/** Finds the runtime of AddressSanitizer that a library was built with, which has to be in the process before it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { TargetFailure } from '../../harness/target.ts';

/** The runtimes, and who to ask for them. */
const RUNTIMES = [
  {
    mark: 'libclang_rt.asan',
    compiler: 'clang',
    file: `libclang_rt.asan-${process.arch === 'x64' ? 'x86_64' : 'aarch64'}.so`,
  },
  { mark: 'libasan.so', compiler: 'gcc', file: 'libasan.so' },
] as const;

/** The environment in which a process can load the library. */
export function sanitizerEnvironment(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Record<string, string> {
  if (platform !== 'linux') {
    const cure = 'elsewhere build the implementation without it';
    throw new TargetFailure('unusable', `--sanitizer loads the runtime of a Linux library first: ${cure}`);
  }
  const runtime = runtimeOf(path);
  if (runtime === undefined) {
    throw new TargetFailure('unusable', `${path} was not built with -fsanitize=address, or with its runtime inside it`);
  }
  const { stdout } = spawnSync(runtime.compiler, [`-print-file-name=${runtime.file}`], { encoding: 'utf8' });
  const file = stdout?.trim();
  if (!file || !existsSync(file)) {
    throw new TargetFailure(
      'unusable',
      `${path} needs ${runtime.file}, which ${runtime.compiler} does not know of here`,
    );
  }
  return {
    LD_PRELOAD: realpathSync(file),
    // Node never frees all that it holds at its end, and its leaks are none of the library's.
    ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=0:allocator_may_return_null=1',
  };
}

/** Whether a library cannot be loaded without the runtime. */
export function needsSanitizer(path: string): boolean {
  return runtimeOf(path) !== undefined;
}

function runtimeOf(path: string): (typeof RUNTIMES)[number] | undefined {
  const bytes = readFileSync(path);
  return RUNTIMES.find(({ mark }) => bytes.includes(mark));
}
