import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { ApiToken, User } from "../../api/types/people";
import { ConfirmDialog } from "../../parts/confirm";
import { CopyButton } from "../../parts/copy";
import { Dialog } from "../../parts/dialog";

const kRoles = [
  ["viewer", "reads everything but users and tokens"],
  ["operator", "and works on jobs, plans, tickets, outages and mail"],
  ["approver", "and approves and refuses plans"],
  ["administrator", "and accepts agents, reloads, makes users and tokens"],
] as const;
const kShortest = 8; // bytes of a password, as central wants it

function RoleChoice({ role, change, submit }: { role: string; change: (role: string) => void; submit?: boolean }) {
  const roles: (readonly [string, string])[] = submit ? [["submit", "hands in alerts and mail, and nothing else"], ...kRoles] : [...kRoles];
  return (
    <fieldset class="plain-fieldset">
      <legend>Role</legend>
      {roles.map(([name, may]) => (
        <label key={name} class="option">
          <input type="radio" name="role" checked={role === name} onChange={() => change(name)} />
          {name}
          <small>{may}</small>
        </label>
      ))}
    </fieldset>
  );
}

function PasswordField({ value, change }: { value: string; change: (value: string) => void }) {
  return (
    <label class="field">
      <span>Password</span>
      <input type="password" autoComplete="new-password" value={value} onInput={(e) => change(e.currentTarget.value)} required maxLength={1024} />
      <small>at least {kShortest} characters; a few words are better than one odd word</small>
    </label>
  );
}

function NameField({ value, change }: { value: string; change: (value: string) => void }) {
  return (
    <label class="field">
      <span>Name</span>
      <input value={value} onInput={(e) => change(e.currentTarget.value)} required maxLength={128} autoFocus spellcheck={false} autoCapitalize="none" autoComplete="off" />
      <small>no user and no token may have it yet</small>
    </label>
  );
}

export function UserDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("viewer");
  const [password, setPassword] = useState("");
  return (
    <ConfirmDialog title="Add a user" verb="Add the user" ready={name.trim() !== "" && password.length >= kShortest} send={() => api("/users", { method: "POST", body: { name: name.trim(), role, password } }).then(() => changed(["users"]))} done={`${name.trim()} may log in as ${role}.`} onClose={onClose}>
      <NameField value={name} change={setName} />
      <RoleChoice role={role} change={setRole} />
      <PasswordField value={password} change={setPassword} />
    </ConfirmDialog>
  );
}

export function PasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const [password, setPassword] = useState("");
  return (
    <ConfirmDialog title={`New password for ${user.name}`} verb="Set the password" ready={password.length >= kShortest} send={() => api(`/users/${encodeURIComponent(user.name)}/password`, { method: "PUT", body: { password } })} done={`${user.name} has a new password; their sessions have ended.`} onClose={onClose}>
      <p>Their sessions end at once; they log in again with the new password.</p>
      <PasswordField value={password} change={setPassword} />
    </ConfirmDialog>
  );
}

const kEnds = [
  ["30d", "in 30 days"],
  ["90d", "in 90 days"],
  ["365d", "in a year"],
  ["never", "never"],
] as const;

// The secret is shown once, here: central keeps only its digest.
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState("submit");
  const [expires, setExpires] = useState("90d");
  const [scope, setScope] = useState("");
  const [made, setMade] = useState<(ApiToken & { token: string }) | null>(null);
  if (made) return <Made token={made} onClose={onClose} />;
  const resources = scope.split(/[\s,]+/).filter(Boolean);
  return (
    <ConfirmDialog
      title="Make a token"
      verb="Make the token"
      ready={name.trim() !== ""}
      send={() => api<ApiToken & { token: string }>("/tokens", { method: "POST", body: { name: name.trim(), role, expires, scope: resources.length > 0 ? resources : "*" } })}
      done={`The token ${name.trim()} is made.`}
      onDone={(t) => {
        changed(["users"]);
        setMade(t);
      }}
      stays
      onClose={onClose}
    >
      <NameField value={name} change={setName} />
      <RoleChoice role={role} change={setRole} submit />
      <div class="fields">
        <label class="field">
          <span>Ends</span>
          <select value={expires} onChange={(e) => setExpires(e.currentTarget.value)}>
            {kEnds.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>
            Only for <em class="quiet">(may be left out)</em>
          </span>
          <input value={scope} onInput={(e) => setScope(e.currentTarget.value)} placeholder="tickets, failures" spellcheck={false} autoCapitalize="none" />
          <small>first parts of paths after /api/v1/</small>
        </label>
      </div>
    </ConfirmDialog>
  );
}

function Made({ token, onClose }: { token: ApiToken & { token: string }; onClose: () => void }) {
  return (
    <Dialog title={`The token ${token.name}`} onClose={onClose}>
      <div class="dialog-text">
        <p>
          <strong>It is shown this once.</strong> Put it where the program reads it; central does not keep it.
        </p>
        <code class="secret">{token.token}</code>
        <p>
          <CopyButton text={token.token} what="The token" />
        </p>
      </div>
      <div class="dialog-buttons">
        <button type="button" class="button main" onClick={onClose}>
          I have it
        </button>
      </div>
    </Dialog>
  );
}
