// Who may log in, and tokens for programs. For administrators.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Page } from "../../api/types/list";
import type { ApiToken, User } from "../../api/types/people";
import { useAsk } from "../../api/use_ask";
import { useMay, useSession } from "../../app/session";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { ConfirmDialog } from "../../parts/confirm";
import { Empty } from "../../parts/empty";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age, Time } from "../../parts/time";
import { PasswordDialog, TokenDialog, UserDialog } from "./dialogs";

export function PeoplePage() {
  const may = useMay("administrator");
  return (
    <>
      <PageHead title="Users and tokens">Who may log in with which role, and tokens for programs.</PageHead>
      {may ? (
        <>
          <Users />
          <Tokens />
        </>
      ) : (
        <Empty title="Only administrators see users and tokens">Ask one of them for an account or a token. What you may do yourself stands under your name at the top.</Empty>
      )}
    </>
  );
}

function Users() {
  const asked = useAsk<Page<User>>("/users?limit=1000");
  const me = useSession()?.name;
  const [doing, setDoing] = useState<{ what: "add" } | { what: "password" | "remove"; user: User } | null>(null);
  const close = () => setDoing(null);
  return (
    <Section
      title="Users"
      beside={
        <Act needs="administrator" icon="plus" onClick={() => setDoing({ what: "add" })}>
          Add a user
        </Act>
      }
    >
      <Shown asked={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No user yet">Add the people of the operations centre, each with the least role that does.</Empty>
          ) : (
            <Table
              caption="Users"
              rows={page.items}
              id={(u) => u.name}
              columns={[
                { key: "name", head: "Name", kind: "main", cell: (u) => `${u.name}${u.name === me ? " (you)" : ""}` },
                { key: "role", head: "Role", cell: (u) => u.role },
                { key: "at", head: "Added", align: "end", kind: "narrow", cell: (u) => <Age at={u.added_at} /> },
                {
                  key: "act",
                  head: "Act",
                  kind: "narrow",
                  cell: (u) => (
                    <span class="row-acts">
                      <Act needs="administrator" onClick={() => setDoing({ what: "password", user: u })}>
                        New password
                      </Act>
                      <Act needs="administrator" danger onClick={() => setDoing({ what: "remove", user: u })}>
                        Remove
                      </Act>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
      <p class="quiet">A role is given when the user is added; to change it remove and add the user anew.</p>
      {doing?.what === "add" && <UserDialog onClose={close} />}
      {doing?.what === "password" && <PasswordDialog user={doing.user} onClose={close} />}
      {doing?.what === "remove" && (
        <ConfirmDialog title={`Remove ${doing.user.name}`} verb="Remove the user" danger send={() => api(`/users/${encodeURIComponent(doing.user.name)}`, { method: "DELETE" }).then(() => changed(["users"]))} done={`${doing.user.name} is removed.`} onClose={close}>
          <p>
            {doing.user.name === me ? "This is you: you are logged out at once." : "Their sessions end at once, and they cannot log in any more."} What they did stays in the audit trail.
          </p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Tokens() {
  const asked = useAsk<Page<ApiToken>>("/tokens?limit=1000", ["users"]);
  const [doing, setDoing] = useState<{ what: "add" } | { what: "remove"; token: ApiToken } | null>(null);
  const close = () => setDoing(null);
  return (
    <Section
      title="Tokens"
      beside={
        <Act needs="administrator" icon="plus" onClick={() => setDoing({ what: "add" })}>
          Make a token
        </Act>
      }
    >
      <Shown asked={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No token yet">Monitoring that hands in alerts needs one of the role submit.</Empty>
          ) : (
            <Table
              caption="Tokens"
              rows={page.items}
              id={(t) => t.name}
              tone={(t) => (t.ended ? "quiet" : undefined)}
              columns={[
                { key: "name", head: "Name", kind: "main", cell: (t) => t.name },
                { key: "role", head: "Role", cell: (t) => t.role },
                { key: "scope", head: "For", kind: "wide", cell: (t) => (t.scope === "*" ? "everything its role may" : Array.isArray(t.scope) ? t.scope.join(", ") : t.scope) },
                { key: "ends", head: "Ends", kind: "narrow", cell: (t) => (t.ended ? <Badge tone="quiet">ended</Badge> : <Time at={t.ends_at} none="never" />) },
                {
                  key: "act",
                  head: "Act",
                  kind: "narrow",
                  cell: (t) => (
                    <Act needs="administrator" danger onClick={() => setDoing({ what: "remove", token: t })}>
                      Remove
                    </Act>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
      {doing?.what === "add" && <TokenDialog onClose={close} />}
      {doing?.what === "remove" && (
        <ConfirmDialog title={`Remove the token ${doing.token.name}`} verb="Remove the token" danger send={() => api(`/tokens/${encodeURIComponent(doing.token.name)}`, { method: "DELETE" }).then(() => changed(["users"]))} done={`The token ${doing.token.name} is removed.`} onClose={close}>
          <p>Whatever uses it is refused from now on. {doing.token.role === "submit" && "Alerts it would hand in are lost unless their sender repeats them."}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}
