/** Keys of the whole page: j and k go from failure to failure, m to the map. None of them where something is typed. */
import { useEffect } from 'preact/hooks';

/** `onMove`: 1 to the next failure, -1 to the one before. */
export function useFailureKeys(onMove: (by: 1 | -1) => void, onMap: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)) return;
      if (event.key === 'j') onMove(1);
      else if (event.key === 'k') onMove(-1);
      else if (event.key === 'm') onMap();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

export function toTheMap(): void {
  document.getElementById('map')?.scrollIntoView();
  document.querySelector<HTMLElement>('#map [tabindex="0"]')?.focus({ preventScroll: true });
}

function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}
