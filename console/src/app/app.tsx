// Who is there decides what is drawn: the console, the login, or why neither can be.
import { Trouble } from "../parts/trouble";
import { LoginAgain, LoginPage } from "./login";
import { askWho, session } from "./session";
import { Shell } from "./shell";
import { useStore } from "./store";

export function App() {
  const now = useStore(session);
  switch (now.state) {
    case "asking":
      return (
        <p class="waiting" role="status">
          Asking central …
        </p>
      );
    case "unreachable":
      return (
        <main class="login">
          <Trouble problem={now.problem} again={() => void askWho()} />
        </main>
      );
    case "out":
      // What somebody was writing when the session ended stays as it is, under the login.
      return now.ended ? <Console ended /> : <LoginPage />;
    case "in":
      return <Console ended={false} />;
  }
}

function Console({ ended }: { ended: boolean }) {
  return (
    <>
      <Shell />
      {ended && <LoginAgain />}
    </>
  );
}
