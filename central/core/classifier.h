// Which failure type an alert is of (A2): given, found by the rules over its text, or unknown; never dropped.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "shared/config/central_options.h"

namespace redrive::central {

struct Classified {
  std::string type;
  std::string reason;  // why, where the type was not simply given; else empty
};

// For people who ask why.
struct ClassifiedBy {
  Classified found;
  const config::ClassifyRule* rule = nullptr;  // the one that decided, of the classifier
  std::string matched;                         // what of the text it found
};

// Constant after construction, safe from any thread.
class Classifier {
 public:
  // `types` are the configured failure types. The rules are tried in their order, then those that ship unless they are
  // switched off. A pattern (RE2 syntax, found anywhere in the text, any case) that does not compile never matches and
  // is named in problems(). One that is found in almost every text leaves nothing to the rules after it; that may be
  // meant (the rest is "unknown", whatever ships), so it counts and is named in warnings().
  Classifier(const std::vector<std::string>& types, const std::vector<config::ClassifyRule>& rules,
             bool with_shipped_rules = true);
  ~Classifier();

  // The given type counts when it is configured ("Disk-Full" is disk_full); then the first rule whose pattern matches;
  // else unknown. A given type that nobody configured becomes unknown rather than a type of its own:
  // thresholds, routing and counters are kept by type, and a sender that puts something new into the field each time
  // (an error number, a sentence) would otherwise never exceed any limit and would grow the tables without bound. What
  // it said is kept in the reason.
  //
  // Of a text longer than kLooked, the beginning and the end are looked at, half each: programs say what went wrong
  // first or last, and the time a text takes is bounded.
  Classified classify(std::string_view given, std::string_view text) const;
  ClassifiedBy explain(std::string_view given, std::string_view text) const;

  static constexpr std::size_t kLooked = 8192;  // bytes

  const std::vector<std::string>& problems() const { return problems_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const std::vector<config::ClassifyRule>& rules() const { return rules_; }  // in the order they are tried
  // The rule before this one of rules() that leaves nothing to it; nullptr = it is tried.
  const config::ClassifyRule* hidden_by(std::size_t rule) const;

 private:
  struct Patterns;
  void add(const config::ClassifyRule& rule);
  void put(const config::ClassifyRule& rule);  // one known to be sound
  void warn_of_hidden(std::size_t configured);
  const config::ClassifyRule* first_match(std::string_view text) const;
  ClassifiedBy decide(std::string_view given, std::string_view text) const;

  std::unordered_set<std::string> types_;
  std::vector<config::ClassifyRule> rules_;  // those that compiled
  std::unique_ptr<Patterns> patterns_;
  std::vector<std::string> problems_, warnings_;
  std::optional<std::size_t> takes_all_;  // the first of rules_ found in almost every text
};

}  // namespace redrive::central
