/** Names, which may be broken where one of their parts ends, and ranges at their dots, where a column is narrow. */
import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';

export function breakable(text: string): ComponentChildren {
  return text.split(/(?<=[:=,/._-])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
