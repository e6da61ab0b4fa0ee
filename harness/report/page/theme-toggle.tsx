/** Light, dark, or as the system has it. The choice is kept where the browser lets a file keep something. */
import { useLayoutEffect, useState } from 'preact/hooks';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'kmcl-conformance theme';

export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(remembered);
  // Before anything is painted, so that a page that is to be dark never shows itself bright.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return (
    <button
      type="button"
      class="theme"
      onClick={() => setTheme(next)}
      aria-label={`Theme: ${theme}. Switch to ${next}`}
      title={`Theme: ${theme}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" />
        <path
          d={
            theme === 'light'
              ? ''
              : theme === 'dark'
                ? 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13'
                : 'M8 1.5a6.5 6.5 0 0 1 0 13Z'
          }
        />
      </svg>
      <span>{theme}</span>
    </button>
  );
}

function remembered(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Some browsers give a file no storage; the theme then lasts as long as the page.
  }
}
