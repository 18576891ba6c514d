// A gate in front of a device (tests/lab/gate.py): the step of a job waits there until it is opened.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { folder } from "./browser.mjs";

// Shut once this has returned, until it is opened or the test has ended. `cat` holds the lock for as long as its input is open.
export async function shut(test, device) {
  const holder = spawn("flock", ["--exclusive", `${folder}/gates/${device}`, "cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(holder, "exit");
  const open = () => (holder.stdin.end(), gone);
  test.after(open);
  holder.stdin.write("shut\n");
  await once(holder.stdout, "data");
  return open;
}
