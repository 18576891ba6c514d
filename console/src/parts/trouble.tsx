// What central refused or could not do, in its words, with what to do about it.
import type { Problem } from "../api/problem";
import { Icon } from "./icon";
import { spanText } from "./span";

export function Trouble({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <Icon name="warn" />
      <div>
        <p class="trouble-title">{titleOf(problem)}</p>
        <p class="trouble-detail">{problem.detail}</p>
        {problem.retryAfter !== null && <p class="quiet">Try again in {spanText(problem.retryAfter)}.</p>}
        {problem.id && <p class="quiet">Central's log has more under {problem.id}.</p>}
      </div>
      {again && (
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

function titleOf(problem: Problem): string {
  switch (problem.status) {
    case 0:
      return problem.title;
    case 401:
      return "You are not logged in";
    case 403:
      return "Not allowed";
    case 404:
      return "There is no such thing";
    case 409:
      return "That does not fit how things stand now";
    default:
      return problem.title;
  }
}
