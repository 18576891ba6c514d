// Which of the steps on a device are begun at all, as the reasons of the plan's devices tell it. Pure.
import type { Plan } from "../../api/types/redistribution";

// The number of the first step that any device of the plan runs, 1 for the first: those before it are proven everywhere.
export function firstStep(plan: Pick<Plan, "devices">): number {
  const steps = plan.devices.map((d) => (d.resume_at === null ? 1 : Number(/; goes on at step (\d+) of \d+: /.exec(d.reason)?.[1] ?? 1)));
  return steps.length > 0 ? Math.min(...steps) : 1;
}
