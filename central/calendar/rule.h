// A recurrence rule on the wall clock of its zone, expanded by libical a stretch at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "central/calendar/zone.h"
#include "shared/base/result.h"

namespace redrive::central::calendar {

// A value, constant, safe from any thread.
class Rule {
 public:
  // `first` is where it begins, and must be one of its times: what comes before the rule's own first time would be
  // covered or not depending on who reads it. kInvalid says what is wrong.
  static base::Result<Rule> read(std::string_view text, Local first, const Zone& zone);

  // Its starts in [from, to), in order, at most `limit`. Nothing after the year 2582, where libical ends.
  std::vector<Local> starts(Local from, Local to, std::size_t limit) const;
  // The last one; nothing = for ever.
  std::optional<Local> last() const { return last_; }

 private:
  struct Parsed;
  Rule(std::shared_ptr<const Parsed> rule, Local first) : rule_(std::move(rule)), first_(first) {}
  template <typename Take>
  void each(Local from, Local until, Take take) const;
  Local last_until(Local end) const;

  std::shared_ptr<const Parsed> rule_;
  Local first_;
  std::optional<Local> last_;
};

}  // namespace redrive::central::calendar
