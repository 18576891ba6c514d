#include "agent/core/plan_parts.h"

#include <algorithm>

namespace redrive::agent {
namespace {

using model::Completeness;
using model::PlanPart;

PlanPart verbatim(std::string name) {
  return {std::move(name), Completeness::kVerbatim, ""};
}

// Order, list and packages are one record: with it everything, without it what an approved plan repeats of it.
void add_order(const JobRecord& record, std::vector<PlanPart>& parts) {
  if (!record.order) {
    const std::string why = record.damage.empty() ? "no order is recorded" : record.damage.front();
    for (const char* name : {"order", "list", "packages"}) parts.push_back({name, Completeness::kMissing, why});
    return;
  }
  if (record.order_from_run != 0) {
    const std::string lost =
        fmt::format("its record cannot be read; taken from the plan approved for run {}", record.order_from_run);
    parts.push_back({"order", Completeness::kInferred, lost + ", which has no device addresses: names are dialled"});
    parts.push_back({"list", Completeness::kInferred,
                     lost + " and from the outcomes: a device that neither names is not known of"});
    parts.push_back({"packages", Completeness::kInferred, lost});
    return;
  }
  if (record.other_order) {
    const std::string two = "two different orders are recorded; the first one is taken";
    for (const char* name : {"order", "list", "packages"}) parts.push_back({name, Completeness::kInferred, two});
    return;
  }
  for (const char* name : {"order", "list", "packages"}) parts.push_back(verbatim(name));
}

PlanPart outcomes(const JobRecord& record) {
  if (record.damage.empty()) return verbatim("outcomes");
  const std::string places = fmt::format("{} {} of the job log cannot be read ({})", record.damage.size(),
                                         record.damage.size() == 1 ? "place" : "places", record.damage.front());
  if (record.outcomes.empty()) {
    return {"outcomes", Completeness::kMissing, places + "; none is left, so every device is taken as not done"};
  }
  return {"outcomes", Completeness::kInferred,
          places + "; a device without a readable outcome is taken as not done, and each begins at its first step"};
}

}  // namespace

std::vector<PlanPart> parts_of(const JobRecord& record) {
  std::vector<PlanPart> parts;
  add_order(record, parts);
  parts.push_back(outcomes(record));
  return parts;
}

Completeness worst_of(const std::vector<PlanPart>& parts) {
  Completeness worst = Completeness::kVerbatim;
  for (const PlanPart& part : parts) worst = std::max(worst, part.completeness);
  return worst;
}

std::string parts_in_words(const std::vector<PlanPart>& parts) {
  std::string words;
  for (const PlanPart& part : parts) {
    if (part.completeness == Completeness::kVerbatim) continue;
    words += fmt::format("{}{} {}: {}", words.empty() ? "" : "; ", part.name, to_string(part.completeness), part.note);
  }
  return words;
}

}  // namespace redrive::agent
