// Puts a text on the clipboard and says so.
import { announce } from "../app/announce";

export function CopyButton({ text, what }: { text: string; what: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      announce(`${what} is copied.`);
    } catch {
      announce("The browser did not allow copying: choose the text and copy it yourself.", true);
    }
  };
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      Copy
      <span class="unseen"> {what}</span>
    </button>
  );
}
