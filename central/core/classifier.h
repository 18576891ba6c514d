// Which failure type an alert is of (A2): given, found by the rules over its text, or unknown; never dropped.
#pragma once

#include <memory>
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

// Constant after construction, safe from any thread.
class Classifier {
 public:
  // `types` are the configured failure types. A pattern (RE2 syntax, found anywhere in the text, any case) that does
  // not compile never matches and is named in problems().
  Classifier(const std::vector<std::string>& types, const std::vector<config::ClassifyRule>& rules);
  ~Classifier();

  // The given type counts when it is configured ("Disk-Full" is disk_full); then the first rule in file order whose
  // pattern matches; else unknown. A given type that nobody configured becomes unknown rather than a type of its own:
  // thresholds, routing and counters are kept by type, and a sender that puts something new into the field each time
  // (an error number, a sentence) would otherwise never exceed any limit and would grow the tables without bound. What
  // it said is kept in the reason.
  Classified classify(std::string_view given, std::string_view text) const;

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Patterns;
  const config::ClassifyRule* first_match(std::string_view text) const;

  std::unordered_set<std::string> types_;
  std::vector<config::ClassifyRule> rules_;  // those that compiled, in file order
  std::unique_ptr<Patterns> patterns_;       // all of them as one automaton
  std::vector<std::string> problems_;
};

}  // namespace redrive::central
