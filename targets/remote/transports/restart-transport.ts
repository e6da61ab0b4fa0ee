/**
 * A command that puts what is behind a transport back on its feet: before the first link, and before the next one after a link that
 * was heard from has ended by itself or was given up. A link that said nothing was not up yet, and is only tried again.
 */
import { spawn } from 'node:child_process';
import { TargetFailure } from '../../../harness/target.ts';
import type { LinkListener, Transport } from './transport.ts';

/** A snapshot that is restored, or a board that boots, takes its time; a command that takes more hangs. */
const RESTART_MS_MAX = 600_000;

/** There is no use in trying again. */
export class RestartFailure extends TargetFailure {}

export function restartTransport(transport: Transport, command: string): Transport {
  let isDue = true;
  return {
    ...transport,
    async connect(listener) {
      if (isDue) await restart(command);
      isDue = false;
      let wasHeard = false;
      const heard: LinkListener = {
        ...listener,
        lines(lines) {
          wasHeard = true;
          listener.lines(lines);
        },
        end(why) {
          isDue ||= wasHeard;
          listener.end(why);
        },
      };
      const link = await transport.connect(heard);
      return {
        send: (line) => link.send(line),
        kill() {
          isDue ||= wasHeard;
          link.kill();
        },
        close: () => link.close(),
        get stderrTail() {
          return link.stderrTail;
        },
      };
    },
  };
}

/** Nothing is read of what it prints: what it leaves running would hold the pipe for ever. */
function restart(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (words: string) =>
      reject(new RestartFailure('unusable', `the command of --restart ${words}; run it by hand: ${command}`));
    const child = spawn(command, { shell: true, stdio: 'ignore', windowsHide: true, timeout: RESTART_MS_MAX });
    child.once('error', (error) => failed(`cannot be started, ${error.message}`));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else failed(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
    });
  });
}
