// When a number of alerts is a ticket (A4): the rules of the configuration, and which of them applies.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "central/core/scopes.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// What holds for one subject and type.
struct Limit {
  std::uint32_t limit = 2;  // a ticket is made when the number exceeds it
  base::Micros window{}, hold{}, quiet{};
  std::string rule;         // "central.toml:41 (device 'pos-*', type disk_full)" or "the default thresholds"
  bool configured = false;  // the limit, by a [[threshold]]
  bool patient = false;     // no hold is configured: how long to wait is ours to decide
};

inline constexpr base::Micros kWideHold = std::chrono::minutes(5);

// Constant after construction, safe from any thread.
class Thresholds {
 public:
  explicit Thresholds(const config::ThresholdOptions& options);

  // For what fails by itself: the number is that of its alerts. A server is its own device here (it stands as one in
  // devices.csv), so its failures go by device rules that name it or nobody, and by rules of scope server.
  const Limit& own(const Facts& facts, std::string_view type) const;

  // For a wider scope: the number is that of distinct members. Only rules of that scope apply, else the default; and
  // the default never makes a wider cause of a single member, while a rule that says limit = 0 is taken by its word.
  // Where no hold is configured, what is wider than a device is held for kWideHold, so that a burst can show its scope.
  const Limit& wide(model::Scope scope, const Facts& facts, std::string_view type) const;

  // The other rules that select it as well and would hold without the one that does, the next first.
  std::vector<std::string> overruled_own(const Facts& facts, std::string_view type) const;
  std::vector<std::string> overruled_wide(model::Scope scope, const Facts& facts, std::string_view type) const;

  // Which limits hold, from which rule, in words (`redrive thresholds explain DEVICE TYPE`).
  std::string explain(const Limit& limit) const;

  base::Micros longest_window() const { return longest_window_; }
  base::Micros longest_quiet() const { return longest_quiet_; }

 private:
  struct Rule {
    config::ThresholdRule given;
    Limit limit;
    int rank = 0;  // smaller comes first
  };
  // Rules of one scope. The contract's order looks at the device first, then the server, then the site (exact before
  // pattern before none), then whether the type is given; rules of one rank stand in file order. So every rule is
  // kept under its first selector, and there by rank: the first that matches is the one.
  struct Table {
    std::unordered_map<std::string, std::vector<const Rule*>> exact;  // by selector kind and name; without one, by type
    std::vector<const Rule*> globs[3];
    bool empty = true;
  };

  static bool selects(const Rule& rule, const Facts& facts, std::string_view type);
  static std::vector<std::string> overruled(std::vector<const Rule*> fitting, const Limit& by);
  std::vector<const Rule*> fitting(int scope, const Facts& facts, std::string_view type) const;
  static int rank_of(const config::ThresholdRule& rule);
  static void enter(Table& table, const Rule& rule);
  static const Rule* first_of(const std::vector<const Rule*>& rules, const Facts& facts, std::string_view type);
  static const Rule* match(const Table& table, const Facts& facts, std::string_view type);

  std::vector<Rule> rules_;
  Table tables_[5];  // by scope
  Limit default_, wide_default_;
  base::Micros longest_window_{}, longest_quiet_{};
};

}  // namespace redrive::central
