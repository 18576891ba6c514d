// One alert as the decision sees it: names completed, type found, place and time settled.
#pragma once

#include <string>

#include "central/core/location_book.h"
#include "central/core/rules.h"
#include "central/core/scopes.h"
#include "central/store/inbox.h"

namespace redrive::central {

struct Case {
  const InboxRow& row;
  std::string server, device;  // device empty: the server's own failure
  std::string type, type_reason;
  Place place;            // where people are sent
  std::string site;       // where it stands: as recorded, else as the alert says
  base::UtcTime at{};     // when it happened, as far as it can be believed
  std::string time_note;  // where the alert says another time than that

  bool again = false;  // its device failed in an earlier run of its job, too; triage finds out

  Facts facts() const { return {server, device, site, row.alert.package}; }
};

// `row` must outlive the case.
Case read_case(const Rules& rules, const InboxRow& row);

// The server and device an alert of these names is about: the server that serves a listed device, and a listed
// intermediate server named as the device is the server itself.
void complete_names(const DeviceIndex& devices, std::string& server, std::string& device);

// Clocks are wrong now and then. A time more than five minutes ahead of its arrival, or more than seven days behind it
// (longer than any spool is expected to wait), is taken for a wrong clock, and the arrival counts.
base::UtcTime believable_time(base::UtcTime occurred, base::UtcTime received);

}  // namespace redrive::central
