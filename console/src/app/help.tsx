// The keys, in one place; ? shows them.
import { pages } from "../pages/registry";
import { Dialog } from "../parts/dialog";
import { store, useStore } from "./store";

export const helpShown = store(false);

export function Help() {
  if (!useStore(helpShown)) return null;
  const close = () => helpShown.set(false);
  return (
    <Dialog title="Keys" onClose={close}>
      <dl class="keys">
        <div>
          <dt>
            <kbd>/</kbd>
          </dt>
          <dd>search on this page, or everywhere</dd>
        </div>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>these keys</dd>
        </div>
        {pages
          .filter((p) => p.nav)
          .map((p) => (
            <div key={p.path}>
              <dt>
                <kbd>g</kbd> <kbd>{p.nav?.letter}</kbd>
              </dt>
              <dd>{p.title}</dd>
            </div>
          ))}
      </dl>
      <p class="quiet">Times are those of this computer; point at one to see UTC. Everything you filter is in the address, so a view can be sent as a link.</p>
      <div class="dialog-buttons">
        <button type="button" class="button main" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
