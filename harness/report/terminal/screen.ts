/** Where a text is shown. In a pipe no line is broken, so that what reads it finds each whole. */
import type { CallForm } from '../call-lines.ts';
import { OWN_NAME } from '../replay-command.ts';
import { paintFor, plain } from './paint.ts';
import type { Paint } from './paint.ts';

export interface Screen {
  readonly paint: Paint;
  /** How wide a line may be; `Infinity` where it is no terminal. */
  readonly columns: number;
  readonly calls: CallForm;
  /** The first words of a command to copy. */
  readonly command: string;
}

/** Of a terminal that does not say how wide it is. */
const COLUMNS_USUAL = 80;

export const PLAIN_SCREEN: Screen = { paint: plain, columns: Infinity, calls: 'labelled', command: OWN_NAME };

export function screenFor(stream: NodeJS.WriteStream, calls: CallForm = 'labelled', command = OWN_NAME): Screen {
  return {
    paint: paintFor(stream),
    columns: stream.isTTY ? stream.columns || COLUMNS_USUAL : Infinity,
    calls,
    command,
  };
}
