// When something happens that happens again and again: a rule somebody else understands (central/calendar), asked for
// spans of time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "shared/base/time.h"

namespace redrive::model {

struct Period {  // [start, end)
  base::UtcTime start{}, end{};

  bool operator==(const Period&) const = default;
};

// Constant, safe from any thread.
class Occurrences {
 public:
  virtual ~Occurrences() = default;
  // What lies in [from, to) or reaches into it, in order, as one where they overlap or meet. An infinite rule costs no
  // more than what happens between the two, and never more than a stated number of occurrences.
  virtual std::vector<Period> within(base::UtcTime from, base::UtcTime to) const = 0;
  // What it was made of and is made of again; equal texts are equal rules.
  virtual const std::string& text() const = 0;
};

// A value: copies share the rule. Empty by default.
class Times {
 public:
  Times() = default;
  explicit Times(std::shared_ptr<const Occurrences> of) : of_(std::move(of)) {}

  explicit operator bool() const { return of_ != nullptr; }
  const Occurrences* operator->() const { return of_.get(); }
  std::string text() const { return of_ ? of_->text() : std::string(); }
  bool operator==(const Times& other) const { return text() == other.text(); }

 private:
  std::shared_ptr<const Occurrences> of_;
};

}  // namespace redrive::model
