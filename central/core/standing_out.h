// Does a wider cause stand out (A7)? What fails by chance passes by itself: single failures of many members are no
// cause, many failures of the members are one.
#pragma once

#include <span>
#include <string_view>

#include "central/core/scopes.h"
#include "central/core/tally.h"
#include "central/core/thresholds.h"
#include "central/core/triage_state.h"

namespace redrive::central {

// What an alert is judged for at one scope.
struct Cause {
  const WideScope* wide = nullptr;  // nullptr: what fails by itself
  model::Scope scope = model::Scope::kDevice;
  std::string subject, key;
  std::string counter;         // of what fails by itself: its key in the error tracking
  OpenTicket* open = nullptr;  // its ticket, as it was before this alert
  const Limit* limit = nullptr;
  std::size_t number = 0;  // alerts, or distinct members, inside the window
  Tally::Count count;      // of a wider cause
  // Is it seen at all members at nearly the same time? Servers are looked at all the time, and what befalls the fleet
  // is seen everywhere; but a job has to come by to show that a device fails still.
  bool watched = false;
  // A member of the cause counts as failing for so long after its last failure: until it is quiet, or, of what is
  // watched, no longer than this one took to fail more often than its limit.
  base::Micros failing_for{};
};

// So many are a coincidence yet, where many would be a wider cause.
inline constexpr std::size_t kFew = 2;
// What befalls the fleet, or all servers of a site, befalls them within so long.
inline constexpr base::Micros kNearly = std::chrono::minutes(30);

// The alert at hand: whose it is, and what is known of it by itself.
struct Suspicion {
  Facts facts;
  std::string_view type;
  base::UtcTime at{};
  bool persistent = false;  // no passing failure: its own number exceeds its limit
  bool at_once = false;     // its own limit is 0: every failure is one too many
};

// `cause` is one of `wider`, all the causes wider than the failure itself that the alert may be part of. A cause that a
// [[threshold]] of its scope rules stands out when its number exceeds that limit. Otherwise:
// - server: more devices than the limit, and a tenth of all (a third, while the same package fails at more servers than
//   the limit: large jobs have strays everywhere). Where no hold is configured nine tenths, because a burst of strays
//   passes and nobody waits for it to; or, when one persists, more than a few devices that failed again, or two if they
//   are half of all, have it from the server, or the server's last ticket was never proven mended. What comes from the
//   server stands out with a second device that has a ticket, however long ago.
// - site: two servers at least and most of its servers, each failing at many devices, or itself, or with a ticket
//   that lasts: a lost network is seen server by server, when jobs come by. Or half of them and more than a few, one of
//   them so and the others with devices that began to fail nearly together.
// - package: more than a few servers, each failing more often than the limit; or two, where one (of what may come from
//   the server: both) fails at many devices; in either case half of the servers where it fails. One persistent failure,
//   where its last ticket was never proven mended: it is the same package.
// - fleet: more than a few sites, a fifth of all and half of those that fail, each failing more often than the limit;
//   of what fails at devices, at many of them. A server's own failure stands for its site.
// What fell apart, into causes of its members or because most of them were silent, stands out again only when more
// fail. Scopes that causes of the type do not reach (reach.h) never do.
bool stands_out(const Cause& cause, std::span<const Cause> wider, const Suspicion& suspicion, const TriageState& state);

}  // namespace redrive::central
