// How far a run is: done, failed, to do, as a bar and in numbers.
import { count } from "./number";

export function Progress({ all, good, bad, label }: { all: number; good: number; bad: number; label: string }) {
  const share = (n: number) => `${all > 0 ? (100 * n) / all : 0}%`;
  const text = `${count(good)} of ${count(all)} done${bad > 0 ? `, ${count(bad)} failed` : ""}`;
  return (
    <div class="progress">
      <div class="progress-bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={all} aria-valuenow={good + bad} aria-valuetext={text}>
        <span class="progress-good" style={{ width: share(good) }} />
        <span class="progress-bad" style={{ width: share(bad) }} />
      </div>
      <span class="progress-text">{text}</span>
    </div>
  );
}
