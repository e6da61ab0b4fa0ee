/** The head of a table: a name a column. */
import type { ComponentChildren } from 'preact';

interface ColumnHeadsProps {
  readonly words: readonly string[];
  /** Columns of numbers, which stand to the right of the others. */
  readonly numbers: readonly ComponentChildren[];
}

export function ColumnHeads({ words, numbers }: ColumnHeadsProps) {
  return (
    <thead>
      <tr>
        {words.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        {numbers.map((name, index) => (
          <th key={index} scope="col" class="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
