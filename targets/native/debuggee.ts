/**
 * What a debugger runs: the library in this very process, called call by call, with a trap just before the call that is looked at. With
 * no debugger around it, that trap is this process's end.
 */
import { readFileSync } from 'node:fs';
import type { Call, Response } from '../../spec/call.ts';
import type { Program } from '../../harness/target.ts';
import { responseToJson } from '../../harness/execute/response-json.ts';
import { loadLibrary, loadTrap, openMemory } from './library.ts';
import { sessions } from './sessions.ts';

/** Written as JSON for the process that is debugged. */
export interface DebuggeeArgument {
  readonly path: string;
  readonly programs: readonly Program[];
  /** The call of the last program before which the trap stands. */
  readonly at: number;
}

const [, , file] = process.argv;
const { path, programs, at }: DebuggeeArgument = JSON.parse(readFileSync(file!, 'utf8'));
const library = await loadLibrary(path);
if (library.kind === 'addon') throw new Error(`${path} is an addon without the functions of kmcl_target.h`);
const open = sessions(library, await openMemory());
const trap = await loadTrap();

for (const program of programs.slice(0, -1)) {
  const session = open();
  for (const call of program) session.perform(call);
  session.close?.();
}
const session = open();
for (const [index, call] of programs.at(-1)!.entries()) {
  if (index === at) trap();
  process.stdout.write(`${answered(index, call, session.perform(call) as Response)}\n`);
}
session.close?.();

function answered(index: number, { kind, channel }: Call, response: Response): string {
  return `${String(index + 1).padStart(5)}  ${kind} ${channel}  -> ${JSON.stringify(responseToJson(response))}`;
}
