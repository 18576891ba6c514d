// Logging in. The address stays as it is, so whoever followed a link arrives there.
import { useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { Dialog } from "../parts/dialog";
import { Trouble } from "../parts/trouble";
import { logIn } from "./session";

export function LoginPage() {
  return (
    <main class="login">
      <div class="login-box">
        <h1>
          <img src="/assets/redrive.svg" alt="" width="32" height="32" /> Redrive
        </h1>
        <LoginForm />
      </div>
    </main>
  );
}

export function LoginAgain() {
  return (
    <Dialog title="Your session has ended" onClose={() => {}}>
      <div class="login-form">
        <p>Log in again; everything is as you left it.</p>
        <LoginForm />
      </div>
    </Dialog>
  );
}

function LoginForm() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(null);
    try {
      await logIn(String(fields.get("name")), String(fields.get("password")));
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "console", "The console failed", String(error)));
      setBusy(false);
    }
  };
  return (
    <form class="login-form" onSubmit={(e) => void submit(e)}>
      <label class="field">
        <span>Name</span>
        <input name="name" autoComplete="username" autoCapitalize="none" spellcheck={false} required autoFocus maxLength={128} />
      </label>
      <label class="field">
        <span>Password</span>
        <input name="password" type="password" autoComplete="current-password" required maxLength={1024} />
      </label>
      {problem && (problem.status === 401 ? <p class="field-bad" role="alert">{problem.detail || "The name or the password is wrong."}</p> : <Trouble problem={problem} />)}
      <button type="submit" class="button main" aria-disabled={busy}>
        {busy ? "Logging in …" : "Log in"}
      </button>
      <p class="quiet">No account yet? An administrator makes one: redrive users add NAME --role viewer</p>
    </form>
  );
}
