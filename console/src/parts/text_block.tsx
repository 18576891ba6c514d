// A text somebody else wrote, shown as text and nothing else: control characters and those that turn the direction of
// writing are made visible, so it cannot pretend to be what it is not.
import { useState } from "preact/hooks";
import { CopyButton } from "./copy";
import { bytes } from "./number";

const kFirst = 20_000; // characters shown at first

export function TextBlock({ text, label }: { text: string; label: string }) {
  const [all, setAll] = useState(false);
  const shown = all ? text : text.slice(0, kFirst);
  return (
    <div class="text-block">
      <pre tabIndex={0} role="region" aria-label={label}>
        {visibleText(shown)}
      </pre>
      <div class="text-block-foot">
        <CopyButton text={text} what={label} />
        {text.length > kFirst && (
          <button type="button" class="button" onClick={() => setAll(!all)}>
            {all ? "Show the beginning only" : `Show all ${bytes(text.length)}`}
          </button>
        )}
      </div>
    </div>
  );
}

// Pure, for the tests.
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (c) => String.fromCharCode(0x2400 + (c.charCodeAt(0) === 0x7f ? 0x21 : c.charCodeAt(0))))
    .replace(/[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
