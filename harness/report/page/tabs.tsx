/** Panels of which one is shown: the tabs pattern of the ARIA authoring practices, chosen as the arrow keys move. */
import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { gridNavigation } from './grid-navigation.ts';

export interface Tab {
  readonly name: string;
  readonly panel: () => ComponentChildren;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
}

export function Tabs({ label, tabs }: TabsProps) {
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const place = gridNavigation(event.key, [0, chosen], [1, tabs.length]);
    if (place === undefined) return;
    event.preventDefault();
    setChosen(place[1]);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[place[1]]?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ name }, index) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-selected={index === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${chosen}`} tabIndex={0}>
        {tabs[chosen]!.panel()}
      </div>
    </div>
  );
}
