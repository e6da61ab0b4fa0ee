/** Text to be taken into a terminal, with a button that copies it. */
import { useState } from 'preact/hooks';

/** How long the button says that it has copied, in milliseconds. */
const THANKS_MS = 1600;

export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await write(text);
    setCopied(true);
    setTimeout(() => setCopied(false), THANKS_MS);
  };
  return (
    <div class="copyable">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button type="button" class="quiet-button" onClick={copy} aria-label={`Copy: ${label}`}>
        {copied ? 'copied' : 'copy'}
      </button>
      <span class="hidden" role="status">
        {copied ? 'copied' : ''}
      </span>
    </div>
  );
}

/** A page opened from disk may be denied the clipboard; the older way works there. */
async function write(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
