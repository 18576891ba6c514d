// What people do with a ticket. Central writes each onto the timeline with who did it.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { TicketShown } from "../../api/types/ticket";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act, ReasonDialog } from "../../parts/act";
import { CentreField } from "../../parts/centre_field";

type Doing = "ack" | "note" | "resolve" | "reroute" | "close" | "plan" | null;

export function Actions({ ticket }: { ticket: TicketShown }) {
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const over = ticket.state === "closed" ? "makes no sense any more: the ticket is closed" : null;
  const post = (verb: string, body: unknown) => api(`/tickets/${encodeURIComponent(ticket.id)}/${verb}`, { method: "POST", body }).then(() => changed(["tickets"]));
  const jobs = ticket.failures.some((f) => f.job !== null);
  const [centre, setCentre] = useState("");
  return (
    <>
      <Act needs="operator" icon="person" main={ticket.state === "open"} onClick={() => setDoing("ack")} not={over ?? (ticket.state === "acked" ? "is done: somebody has it" : null)}>
        Ack
      </Act>
      <Act needs="operator" icon="check" onClick={() => setDoing("resolve")} not={over}>
        Resolve
      </Act>
      <Act needs="operator" icon="redrive" main={ticket.state === "resolved" || ticket.state === "acked"} onClick={() => setDoing("plan")} not={over ?? (jobs ? null : "has nothing to do again: no failure here is of a distribution")}>
        Plan redistribution
      </Act>
      <Act needs="operator" onClick={() => setDoing("note")}>
        Note
      </Act>
      <Act needs="operator" onClick={() => setDoing("reroute")} not={over}>
        Reroute
      </Act>
      <Act needs="operator" danger onClick={() => setDoing("close")} not={over}>
        Close
      </Act>
      {doing === "ack" && (
        <ReasonDialog title={`Ack ${ticket.id}`} explain={<p>You say that somebody is on it. Reminders to {ticket.centre ?? "its centre"} stop; the ack ends by itself when the fault clears.</p>} label="Who, until when" needed={false} verb="Ack" send={(text) => post("ack", { text })} done={`${ticket.id} is acked.`} onClose={close} />
      )}
      {doing === "note" && (
        <ReasonDialog title={`Note on ${ticket.id}`} explain={<p>It stands on the timeline with your name, for whoever comes next.</p>} label="Note" needed verb="Add the note" send={(text) => post("note", { text })} done="The note is on the timeline." onClose={close} />
      )}
      {doing === "resolve" && (
        <ReasonDialog title={`Resolve ${ticket.id}`} explain={<p>You say that the cause is mended. Central asks the affected servers for plans to do again what did not succeed; records clear only by proof.</p>} label="What was mended" needed={false} verb="Resolve" send={(text) => post("resolve", { text })} done={`${ticket.id} is resolved; plans are being prepared.`} onClose={close} />
      )}
      {doing === "reroute" && (
        <ReasonDialog title={`Reroute ${ticket.id}`} explain={<p>Another centre gets the ticket by mail now. {ticket.centre && `It is with ${ticket.centre}.`}</p>} label="Why, as a note" needed={false} verb="Reroute" ready={centre.trim() !== ""} send={(text) => reroute(post, centre.trim(), text)} done={`${ticket.id} goes to ${centre.trim()}.`} onClose={close}>
          <CentreField value={centre} change={setCentre} />
        </ReasonDialog>
      )}
      {doing === "close" && (
        <ReasonDialog
          title={`Close ${ticket.id} by hand`}
          explain={
            <p>
              {ticket.failures.length > 0 ? `${ticket.failures.length >= 100 ? "100 or more" : ticket.failures.length} failure records are still open and stay so: closing proves nothing.` : "Nothing of it is open any more."} Its centre gets a closing mail.
            </p>
          }
          label="Why"
          needed
          danger
          verb="Close the ticket"
          send={(text) => post("close", { text })}
          done={`${ticket.id} is closed.`}
          onClose={close}
        />
      )}
      {doing === "plan" && <PlanDialog offers={[{ label: `All that ticket ${ticket.id} is about`, explain: "every server and job with an open record of it", wish: { ticket: ticket.id } }]} onClose={close} />}
    </>
  );
}

async function reroute(post: (verb: string, body: unknown) => Promise<unknown>, centre: string, why: string): Promise<void> {
  await post("reroute", { centre });
  if (why) await post("note", { text: `Rerouted to ${centre}: ${why}` });
}
