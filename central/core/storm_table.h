// Storms: when a centre would get more mails of new tickets within a minute than a set number, those beyond it are
// gathered and go out in one summary mail when the minute that began with the first of them is over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "central/store/storms.h"
#include "shared/model/ticket.h"

namespace redrive::central {

// One thread. Kept by centre.
class StormTable {
 public:
  static constexpr base::Micros kSpan = std::chrono::minutes(1);
  static constexpr std::uint64_t kMost = 500;  // tickets of one summary; more make the next

  void restore(Storm storm);
  const Storm* find(const std::string& centre) const;

  // A new ticket of this centre is to be told now. The id of the summary that will tell of it; empty = it gets a mail
  // of its own. `limit` tickets within a minute do, 0 = all.
  std::string tell(const model::Ticket& ticket, std::uint32_t limit, base::UtcTime now);

  bool gathers(const model::Ticket& ticket) const;  // its summary is still to come
  bool full(const std::string& centre) const;       // the summary holds kMost
  std::optional<base::UtcTime> next_due() const;
  std::vector<std::string> due(base::UtcTime now) const;  // centres
  std::string end(const std::string& centre);             // the id of the summary that goes out now

 private:
  std::map<std::string, Storm> storms_;
};

}  // namespace redrive::central
