/** Where a failure is kept, and how it is run again. Neither names a file that is not there. */
import { labelled, labelledCommand, labelledFile } from './labelled.ts';
import type { Screen } from './screen.ts';

/** Without a file: it could not be saved. */
export function savedLines(file: string | undefined, screen: Screen): readonly string[] {
  return file === undefined
    ? labelled('saved', 'nowhere: the corpus could not be written', screen)
    : labelledFile('saved', file, screen);
}

export function replayLines(command: string | undefined, screen: Screen): readonly string[] {
  return command === undefined
    ? labelled('replay', 'nothing was saved to be replayed: --corpus FOLDER names another folder for it', screen)
    : labelledCommand('replay', command, screen);
}
