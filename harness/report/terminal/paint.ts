/**
 * Colour for terminals that want it. Text stays readable without: no meaning is told by colour alone.
 */
import { styleText } from 'node:util';

export type Paint = (format: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

/** Colours where the stream is a terminal that shows them, unless NO_COLOR says otherwise; FORCE_COLOR overrules both. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  const wanted = FORCE_COLOR ? FORCE_COLOR !== '0' : !NO_COLOR && stream.isTTY === true && TERM !== 'dumb';
  return wanted ? (format, text) => styleText(format, text, { validateStream: false }) : plain;
}

export const plain: Paint = (_, text) => text;
