// Versions of the redistribution tool that agents fetch from central; which one makes plans is chosen here.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Page } from "../../api/types/list";
import type { Tool } from "../../api/types/tool";
import { useAsk } from "../../api/use_ask";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { ConfirmDialog } from "../../parts/confirm";
import { Empty } from "../../parts/empty";
import { bytes, shortDigest } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";

type Doing = { what: "use" | "remove"; version: string } | null;

export function ToolsPage() {
  const asked = useAsk<Page<Tool>>("/tools?limit=500");
  const [doing, setDoing] = useState<Doing>(null);
  const used = asked.data?.items.some((t) => t.in_use) ?? false;
  return (
    <>
      <PageHead
        title="Redistribution tools"
        actions={
          <Act needs="administrator" onClick={() => setDoing({ what: "use", version: "own" })} not={used ? null : "is how it is: no version is in use"}>
            Use the agents' own planners
          </Act>
        }
      >
        Signed programs that make plans, fetched by each agent that trusts their signature. Without one in use the agents' own planners make them. Another version is brought here with <code>redrive tools add PROGRAM</code>.
      </PageHead>
      <Shown asked={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No tool is kept here">
              Plans are made by the agents' own planners. A newer one is signed by whoever releases tools; their key has to stand in <code>[redistribution] tool_keys</code>.
            </Empty>
          ) : (
            <Tools rows={page.items} act={setDoing} />
          )
        }
      </Shown>
      {doing && <ToolDialog doing={doing} onClose={() => setDoing(null)} />}
    </>
  );
}

function Tools({ rows, act }: { rows: Tool[]; act: (doing: Doing) => void }) {
  return (
    <Table
      caption="Versions of the redistribution tool"
      rows={rows}
      id={(t) => `${t.version} ${t.platform}`}
      columns={[
        { key: "version", head: "Version", kind: "main", cell: (t) => t.version },
        { key: "use", head: "State", kind: "narrow", cell: (t) => (t.in_use ? <Badge tone="good">in use</Badge> : <span class="quiet">kept</span>) },
        { key: "platform", head: "Platform", kind: "narrow", cell: (t) => t.platform },
        { key: "digest", head: "Program", kind: "wide", cell: (t) => <code title={t.digest}>{shortDigest(t.digest)}</code> },
        { key: "size", head: "Size", align: "end", kind: "narrow", cell: (t) => bytes(t.size) },
        { key: "by", head: "Added by", kind: "narrow", cell: (t) => t.added_by },
        { key: "at", head: "Added", align: "end", kind: "narrow", cell: (t) => <Age at={t.added_at} /> },
        {
          key: "act",
          head: "Act",
          kind: "narrow",
          cell: (t) => (
            <span class="row-acts">
              <Act needs="administrator" onClick={() => act({ what: "use", version: t.version })} not={t.in_use ? "is so already" : null}>
                Use
              </Act>
              <Act needs="administrator" danger onClick={() => act({ what: "remove", version: t.version })} not={t.in_use ? "is in use: use another one first" : null}>
                Remove
              </Act>
            </span>
          ),
        },
      ]}
    />
  );
}

function ToolDialog({ doing, onClose }: { doing: NonNullable<Doing>; onClose: () => void }) {
  const { what, version } = doing;
  const path = `/tools/${encodeURIComponent(version)}`;
  const after = () => changed(["tools"]);
  if (what === "remove")
    return (
      <ConfirmDialog title={`Remove version ${version}`} verb="Remove the version" danger send={() => api(path, { method: "DELETE" }).then(after)} done={`Version ${version} is removed.`} onClose={onClose}>
        <p>Its programs for every platform go; plans that it made and that wait or run keep theirs until they have ended. To have it again it must be brought here again.</p>
      </ConfirmDialog>
    );
  const own = version === "own";
  return (
    <ConfirmDialog title={own ? "Use the agents' own planners" : `Use version ${version}`} verb={own ? "Use their own" : `Use ${version}`} send={() => api(`${path}/use`, { method: "POST" }).then(after)} done={own ? "Plans are made by the agents' own planners." : `Plans are made by version ${version}.`} onClose={onClose}>
      <p>{own ? "From now on plans are made by each agent itself." : "From now on plans are made by it, on the platforms it is here for."} Plans that wait already stay as they are: each is made again by what made it.</p>
    </ConfirmDialog>
  );
}
