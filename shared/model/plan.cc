#include "shared/model/plan.h"

#include <algorithm>

#include "shared/base/digest.h"
#include "shared/base/names.h"

namespace redrive::model {
namespace {

// Canonical bytes: every field as its length, a colon and its text, in declared order; a list as its count and items.
// Lengths make the form unambiguous whatever the values hold.
class Canonical {
 public:
  Canonical& text(std::string_view value) {
    hasher_.update(std::to_string(value.size()) + ":");
    hasher_.update(value);
    return *this;
  }
  Canonical& number(std::uint64_t value) { return text(std::to_string(value)); }
  template <typename Items, typename Each>
  Canonical& list(const Items& items, Each each) {
    number(items.size());
    for (const auto& item : items) each(item);
    return *this;
  }
  Canonical& command(const Command& value) {
    return list(value, [this](const std::string& argument) { text(argument); });
  }
  std::string digest() { return hasher_.finish(); }

 private:
  base::Hasher hasher_;
};

}  // namespace

std::string_view to_string(Completeness completeness) {
  switch (completeness) {
    case Completeness::kVerbatim:
      return "verbatim";
    case Completeness::kInferred:
      return "inferred";
    case Completeness::kMissing:
      return "missing";
  }
  return "missing";
}

base::Result<Completeness> parse_completeness(std::string_view text) {
  for (auto value : {Completeness::kVerbatim, Completeness::kInferred, Completeness::kMissing}) {
    if (to_string(value) == text) return value;
  }
  return base::fail(base::ErrorCode::kInvalid,
                    fmt::format("'{}' is not verbatim, inferred or missing", text.substr(0, 64)));
}

base::Result<std::vector<std::string>> checked_patterns(std::vector<std::string> patterns) {
  std::sort(patterns.begin(), patterns.end());
  patterns.erase(std::unique(patterns.begin(), patterns.end()), patterns.end());
  if (patterns.size() > kMaxPatterns) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("{} names and patterns of devices; at most {} are taken: use wider patterns",
                                  patterns.size(), kMaxPatterns));
  }
  for (const std::string& pattern : patterns) {
    std::string plain = pattern;
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return c == '*' || c == '?'; }, 'x');
    if (auto named = base::check_name("device", plain); !named) return tl::unexpected(named.error());
  }
  return patterns;
}

base::Result<PlanWishes> checked_wishes(PlanWishes wishes) {
  for (const auto& [name, patterns] : {std::pair{"exclude", &wishes.exclude}, std::pair{"only", &wishes.only}}) {
    auto checked = checked_patterns(std::move(*patterns));
    if (!checked) return base::fail_in(fmt::format("\"{}\"", name), checked.error());
    *patterns = *std::move(checked);
  }
  return wishes;
}

bool is_one_of(const std::vector<std::string>& patterns, const std::string& device) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return base::is_glob(pattern) ? base::glob_match(pattern, device) : pattern == device;
  });
}

WishedDevices::Patterns::Patterns(const std::vector<std::string>& all) {
  for (const std::string& one : all) {
    if (base::is_glob(one)) {
      globs_.push_back(one);
    } else {
      names_.insert(one);
    }
  }
}

bool WishedDevices::Patterns::match(const std::string& device) const {
  return names_.contains(device) || is_one_of(globs_, device);
}

std::string plan_digest(const Plan& plan) {
  Canonical c;
  c.text("redrive-plan-1").text(plan.job).text(plan.server).number(plan.run).text(to_string(plan.completeness));
  c.list(plan.devices, [&](const PlannedDevice& d) { c.text(d.device).text(d.reason); });
  c.list(plan.packages, [&](const PackageRef& p) { c.text(p.name).number(p.size).text(p.digest); });
  c.list(plan.missing_packages, [&](const std::string& name) { c.text(name); });
  const JobParameters& p = plan.parameters;
  c.command(p.before).command(p.install).command(p.verify).command(p.after);
  c.number(static_cast<std::uint64_t>(p.timeout.count()))
      .number(p.retries)
      .number(p.parallel)
      .number(p.bandwidth)
      .text(p.window);
  c.list(plan.commands, [&](const Command& command) { c.command(command); });
  return c.digest();
}

}  // namespace redrive::model
