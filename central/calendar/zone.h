// Time zones: the system's by their IANA name, and those a calendar defines (VTIMEZONE). libical reads and works them
// out.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "central/calendar/content_lines.h"
#include "central/calendar/date_time.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::central::calendar {

// A value, constant, safe from any thread.
class Zone {
 public:
  static Zone utc();
  // "Europe/Oslo", "UTC". kInvalid where the system has no such zone. The system's table is read at the first use of
  // the zone in the process and then stays.
  static base::Result<Zone> named(const std::string& name);
  // From a VTIMEZONE. kInvalid when it says nothing that could be used, or its rules repeat more than yearly.
  static base::Result<Zone> defined(const Component& vtimezone);

  const std::string& name() const;
  const std::string& definition() const;  // the VTIMEZONE as text; empty of the system's zones

  // A time that is skipped when clocks go forward counts from before the jump, one that comes twice is the first of
  // both (RFC 5545, 3.3.5).
  base::UtcTime to_utc(Local local) const;
  Local to_local(base::UtcTime time) const;

 private:
  struct Table;
  explicit Zone(std::shared_ptr<const Table> table) : table_(std::move(table)) {}
  static base::Result<Zone> known(std::string text, const std::function<base::Result<Zone>(std::string)>& make);
  static base::Result<Zone> make(const std::string& name, std::string text);
  std::chrono::seconds offset_at(base::UtcTime time) const;

  std::shared_ptr<const Table> table_;
};

}  // namespace redrive::central::calendar
