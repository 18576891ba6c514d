import { groupsOf } from "./key_groups";

export function Fingerprint({ of, label = "Key" }: { of: string; label?: string }) {
  return (
    <span class="fingerprint" role="group" aria-label={label}>
      {groupsOf(of).map((g, i) => (
        <code key={i}>{g}</code>
      ))}
    </span>
  );
}
