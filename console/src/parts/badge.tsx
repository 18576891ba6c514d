// A state in one word. The colour says how urgent it is, the icon and the word say what it is.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export type Tone = "bad" | "warn" | "good" | "info" | "quiet";

const kIcons: Record<Tone, IconName> = { bad: "cross", warn: "warn", good: "check", info: "dot", quiet: "dot" };

export function Badge({ tone, icon, title, children }: { tone: Tone; icon?: IconName; title?: string; children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`} title={title}>
      <Icon name={icon ?? kIcons[tone]} />
      <span>{children}</span>
    </span>
  );
}
