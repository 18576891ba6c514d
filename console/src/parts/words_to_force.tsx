// What goes far is not done by one press: the person types what it does.
import type { ComponentChildren } from "preact";
import { Icon } from "./icon";

export function wordsFit(typed: string, words: string): boolean {
  return typed.trim().toLowerCase().replace(/\s+/g, " ") === words.toLowerCase();
}

export function WordsToForce({ words, typed, change, children }: { words: string; typed: string; change: (typed: string) => void; children: ComponentChildren }) {
  return (
    <div class="force">
      <label class="field">
        <span>
          <Icon name="warn" /> {children} <code>{words}</code>
        </span>
        <input value={typed} onInput={(e) => change(e.currentTarget.value)} spellcheck={false} autoCapitalize="none" autoComplete="off" />
      </label>
    </div>
  );
}
