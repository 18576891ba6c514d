// central.toml while it is being read: the options, and the repeated sections still with their lines, which the checks
// between sections need for their messages.
#pragma once

#include "shared/config/central_options.h"
#include "shared/config/item_table.h"

namespace redrive::config {

struct CentralDraft {
  CentralOptions options;
  std::vector<Placed<model::Centre>> centres;
  std::vector<Placed<ThresholdRule>> thresholds;
  std::vector<Placed<ClassifyRule>> rules;
  std::vector<Placed<MailRule>> mail_rules;
  std::vector<Placed<PackageOwner>> packages;
  std::vector<Placed<model::Outage>> outages;
};

// Every key of central.toml.
ItemTable<CentralDraft> central_table();

// What one section cannot see: references between sections, repeats, values that must fit together.
void check_centres(const CentralDraft& draft, Reading& reading);
void check_central(const CentralDraft& draft, Reading& reading);

}  // namespace redrive::config
