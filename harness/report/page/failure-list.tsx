/** The failures in their groups, one link each, and the words by which they are narrowed. */
import { useEffect, useRef } from 'preact/hooks';
import { visible } from '../../program/visible.ts';
import { cellWords, chosenCell, isSameCell } from './chosen-cell.ts';
import type { Cell } from './chosen-cell.ts';
import { groupName, groupsOf, nameOf } from './failure-order.ts';
import type { FailureGroup } from './failure-order.ts';
import { gridNavigation } from './grid-navigation.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import type { Counterexample, Report } from './read-report.ts';
import { scrollWithin } from './scroll-within.ts';
import { hashOf, useSelection } from './selection.ts';

interface FailureListProps {
  readonly report: Report;
  /** Those that have the words, in order. */
  readonly shown: readonly Counterexample[];
  readonly chosen: Counterexample;
}

export function FailureList({ report, shown, chosen }: FailureListProps) {
  const [selection, select] = useSelection();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    scrollWithin(list.current, list.current?.querySelector<HTMLElement>('[aria-current]') ?? null);
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...list.current!.querySelectorAll<HTMLElement>('a')];
    const place = gridNavigation(
      event.key,
      [links.indexOf(document.activeElement as HTMLElement), 0],
      [links.length, 1],
    );
    if (place === undefined || event.key === 'Home' || event.key === 'End') return;
    event.preventDefault();
    links[place[0]]?.focus();
  };
  return (
    <div class="failure-index">
      <label class="hidden" for="find-failure">
        Find a failure
      </label>
      <input
        id="find-failure"
        type="search"
        placeholder="clause, call, status, KM-…"
        value={selection.find ?? ''}
        onInput={(event) => select({ find: event.currentTarget.value }, true)}
      />
      <nav aria-label="Failures" ref={list} onKeyDown={onKeyDown}>
        {groupsOf(shown, report).map((group) => (
          <Group key={groupName(group)} group={group} chosen={chosen} cell={chosenCell(selection, report)} />
        ))}
        {shown.length === 0 && <p class="dim">No failure has these words.</p>}
      </nav>
    </div>
  );
}

interface GroupProps {
  readonly group: FailureGroup;
  readonly chosen: Counterexample;
  /** The cell that is chosen in the map or elsewhere: what shows there is marked. */
  readonly cell: Cell | undefined;
}

function Group({ group, chosen, cell }: GroupProps) {
  const [selection] = useSelection();
  return (
    <div>
      <h3>
        {groupName(group)} <span class="dim">{group.failures.length}</span>
      </h3>
      <ul>
        {group.failures.map((one) => (
          <li key={one.signature.id}>
            <a
              href={hashOf({ ...selection, f: one.signature.id, step: '' })}
              aria-current={one === chosen ? 'true' : undefined}
              class={isSameCell(one.cell, cell) ? 'lit' : ''}
              tabIndex={one === chosen ? 0 : -1}
            >
              <OutcomeMark outcome={one.kind} />
              <span class="name">
                {nameOf(one)}
                {isSameCell(one.cell, cell) && <span class="hidden"> shows on {cellWords(cell!)}</span>}
              </span>
              <span class="dim">{inShort(one)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function inShort({ kind, saw, message, state }: Counterexample): string {
  if (message !== undefined) return visible(message.split('\n', 1)[0]!);
  if (saw === undefined) return kind === 'inconsistent' ? 'not the same each time' : kind;
  return `${state === undefined ? '' : `${state}: `}saw ${saw}`;
}
