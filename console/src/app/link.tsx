// A link within the console: an ordinary <a>, so it can be opened in a new tab, copied and read by everything.
import type { ComponentChildren, JSX } from "preact";
import { go, place } from "./location";
import { useStore } from "./store";

type Props = Omit<JSX.AnchorHTMLAttributes<HTMLAnchorElement>, "href"> & { to: string; replace?: boolean; children: ComponentChildren };

export function Link({ to, replace, children, ...rest }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to, { replace });
  };
  return (
    <a href={to} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

export function usePlace() {
  return useStore(place);
}
