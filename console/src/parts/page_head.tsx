// A page's heading. It takes the focus when the page is come to, so that screen readers say where we are.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

interface Props {
  title: string;
  above?: ComponentChildren; // where it belongs: a link back
  beside?: ComponentChildren; // its state
  actions?: ComponentChildren;
  children?: ComponentChildren; // one line of what it is
}

export function PageHead({ title, above, beside, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Redrive`;
  }, [title]);
  return (
    <header class="page-head">
      {above && <p class="page-above">{above}</p>}
      <div class="page-line">
        <h1 tabIndex={-1}>{title}</h1>
        {beside}
      </div>
      {actions && <div class="page-actions">{actions}</div>}
      {children && <p class="page-sub">{children}</p>}
    </header>
  );
}
