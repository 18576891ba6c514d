// A filter that is one exact word in the address: typed, with what is known to choose from.
import { useEffect, useState } from "preact/hooks";
import { useId } from "preact/hooks";
import { usePlace } from "../app/link";
import { go, withQuery } from "../app/location";

export function NameFilter({ name, label, known = [], hint }: { name: string; label: string; known?: readonly string[]; hint?: string }) {
  const place = usePlace();
  const given = place.query.get(name) ?? "";
  const [text, setText] = useState(given);
  const list = useId();
  useEffect(() => setText(given), [given]);
  const set = (value: string) => {
    if (value.trim() !== given) go(withQuery(place, { [name]: value.trim() || null }));
  };
  return (
    <form
      class="name-filter"
      onSubmit={(e) => {
        e.preventDefault();
        set(text);
      }}
    >
      <label>
        <span>{label}</span>
        <input value={text} placeholder={hint ?? "all"} list={list} maxLength={200} spellcheck={false} autoCapitalize="none" onInput={(e) => setText(e.currentTarget.value)} onChange={(e) => set(e.currentTarget.value)} />
      </label>
      <datalist id={list}>
        {known.map((k) => (
          <option key={k} value={k} />
        ))}
      </datalist>
    </form>
  );
}
