/** Every way to reach a target, for the one suite of cases that all of them have to pass. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capability, Target } from '../../harness/target.ts';
import { fromSession, TargetFailure } from '../../harness/target.ts';
import { openModule } from '../../targets/module/module.ts';
import { openNative } from '../../targets/native/native.ts';
import { openRemote } from '../../targets/remote/remote.ts';
import type { Served } from '../../targets/remote/serve/serve.ts';
import { serve } from '../../targets/remote/serve/serve.ts';
import { buildLibrary } from '../build-library.ts';
import { requireTool } from '../require-tool.ts';
import { compiled } from '../run-script.ts';
import { MISDEEDS, session, target as misbehaving } from './module/modules/misbehaving.ts';

/** Generous, since every answer that is waited for comes, however busy the machine is. */
export const DEADLINE_MS = 30_000;
/** For runs that never end. */
export const HANG_MS = 1_000;

/** The cases that some way cannot be asked. */
export type SkippableCase = 'a timeout' | 'close' | 'abandon';

export interface Way {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  /** Amounts at which the target dies, does not answer, and answers what it must not. */
  readonly misdeeds: { readonly crash: number; readonly timeout: number; readonly brokenContract: number };
  /** What has to be there before a target can be opened. */
  prepare?(): Promise<void>;
  open(deadlineMs: number): Promise<Target>;
  cleanUp?(): Promise<void>;
  /** A target that cannot be used: opening it is refused, or the first run is. */
  openUnusable(): Promise<Target>;
  /** Why a case is left out. */
  readonly skipped: Readonly<Partial<Record<SkippableCase, string>>>;
}

const MODULE = compiled('test/targets/module/modules/misbehaving.ts');
const LIBRARY = join(import.meta.dirname, 'native/misbehaving.c');
const STDIO = `stdio:${process.execPath} ${compiled('test/targets/serve-misbehaving.ts')}`;
const capabilities = session.info.capabilities;
const INNOCENT = { deadlineMs: DEADLINE_MS };

const inProcess: Way = {
  name: 'in process',
  capabilities,
  misdeeds: { crash: MISDEEDS.throw, timeout: MISDEEDS.hang, brokenContract: MISDEEDS.wrongKind },
  open: async () => session,
  openUnusable: async () =>
    fromSession(session.info, () => {
      throw new TargetFailure('unusable', 'no hypervisor here');
    }),
  skipped: {
    'a timeout': 'nothing in a process can end a call of its own that does not return',
    abandon: 'a run is over before anybody could give it up',
    close: 'it holds nothing',
  },
};

const module: Way = {
  name: 'module',
  capabilities,
  misdeeds: { crash: MISDEEDS.exit, timeout: MISDEEDS.hang, brokenContract: MISDEEDS.wrongKind },
  open: (deadlineMs) => openModule(MODULE, { deadlineMs }),
  openUnusable: () => openModule(join(import.meta.dirname, 'none.ts'), INNOCENT),
  skipped: {},
};

const native: Way = {
  name: 'native',
  capabilities: ['reservation'],
  misdeeds: { crash: 700, timeout: 703, brokenContract: 710 },
  open: (deadlineMs) => openNative(buildLibrary('c', LIBRARY), { deadlineMs }),
  openUnusable: () => openNative(join(import.meta.dirname, 'none.so'), INNOCENT),
  skipped: {},
};

const stdio: Way = {
  name: 'stdio',
  capabilities,
  misdeeds: { crash: MISDEEDS.exit, timeout: MISDEEDS.hang, brokenContract: MISDEEDS.wrongKind },
  open: (deadlineMs) => openRemote(STDIO, { deadlineMs }),
  openUnusable: () => openRemote('stdio:exit 3', INNOCENT),
  skipped: {},
};

/** Over a socket to a server in this process: what it tells of its target's end is what counts there. */
function served(name: string, listen: string, unusable: string): Way {
  let server: Served | undefined;
  return {
    name,
    capabilities,
    misdeeds: { crash: MISDEEDS.throw, timeout: MISDEEDS.never, brokenContract: MISDEEDS.wrongKind },
    async prepare() {
      const target = { ...(await misbehaving()), runsMax: 16 };
      server = await serve(target, { listen, deadlineMs: HANG_MS / 2, announce: () => undefined });
    },
    open: (deadlineMs) => openRemote(server!.address, { deadlineMs, repeatsMax: 1 }),
    cleanUp: () => server!.drain(),
    openUnusable: () => openRemote(unusable, INNOCENT),
    skipped: {},
  };
}

const folder = mkdtempSync(join(tmpdir(), 'kmcl-contract-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

export const WAYS: readonly Way[] = [
  inProcess,
  module,
  ...(requireTool('gcc') ? [native] : []),
  stdio,
  served('tcp', 'tcp://127.0.0.1:0', 'tcp://127.0.0.1:1'),
  served('http', 'http://127.0.0.1:0/', 'http://127.0.0.1:1/'),
  served('unix', `unix:${join(folder, 'peer.sock')}`, `unix:${join(folder, 'none.sock')}`),
];
