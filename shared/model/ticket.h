// A job ticket: one for each root cause, sent to the maintenance centre that can mend it (T3, A7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/time.h"

namespace redrive::model {

// How wide the cause reaches. Ordered from narrow to wide.
enum class Scope { kDevice, kServer, kSite, kPackage, kFleet };
std::string_view to_string(Scope scope);

enum class TicketState {
  kHeld,      // decided, waiting for its hold to pass before any mail
  kOpen,      // mailed or being mailed
  kAcked,     // a person at the centre has taken it
  kResolved,  // the centre says it is mended; not yet proven
  kClosed,    // cleared by evidence, or by hand with a reason
};
std::string_view to_string(TicketState state);

// How the location of a ticket came from what was reported and recorded (T1).
struct LocationSource {
  std::string matched_by;  // "code", "name", "alias", "similar", "device", "server"; empty when it is unknown
  std::uint32_t sure = 0;  // percent, to compare by
  std::string runner_up;   // code of the location it would be otherwise, or empty
  std::string note;        // what was corrected or contradicts, in words

  bool operator==(const LocationSource&) const = default;
};

struct Ticket {
  std::string id;  // "RD-2026-000123"
  base::UtcTime opened_at{};
  std::string centre;  // centre id
  Scope scope = Scope::kDevice;
  std::string server, device, package;  // empty where the scope does not name one
  std::string location;                 // location code, empty when unknown
  std::string reported_location;        // as the alert wrote it
  bool location_verified = false;
  LocationSource location_source;
  std::string failure_type;
  TicketState state = TicketState::kOpen;
  std::vector<std::string> alerts;  // alert ids, in order of arrival, bounded by the store
  std::string reason;               // why it was opened, why this scope and centre, in words
  base::UtcTime last_alert_at{};
  std::optional<base::UtcTime> closed_at;
  std::string closed_because;
  std::uint64_t members = 0;  // most that failed at the same time: devices, servers or sites by its scope
  bool told = false;          // a mail about it was wanted: its hold had passed
  std::string storm;         // id of the storm whose summary mail tells of it, or empty: it has a first mail of its own
  std::string duplicate_of;  // id of the wider ticket it was joined to, or empty
  std::optional<base::UtcTime>
      asked_at;                 // its centre was asked then and has not answered; nothing = nobody need answer
  std::uint32_t reminders = 0;  // sent since it was asked first; one more when it was escalated
  std::string continued_in;  // id of the ticket that took over all its failures after its own cause had ended, or empty

  bool operator==(const Ticket&) const = default;
};

}  // namespace redrive::model
