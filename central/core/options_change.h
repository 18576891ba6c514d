// What a reload would change (A4, A5, T1, T2: rules follow the files without a restart). Pure.
#pragma once

#include <string>
#include <vector>

#include "shared/config/central_options.h"

namespace redrive::central {

struct OptionsChange {
  std::vector<std::string> added, removed, changed;  // devices, by name
  std::size_t had = 0;                               // devices before
  std::vector<std::string> settings;                 // sections that differ and take effect: "[thresholds]"
  std::vector<std::string> outages;                  // "new: site 'PUN*' … (works)", one each
  std::vector<std::string> restart;                  // keys that differ and need a restart: "[central] http"

  bool nothing() const;
};

OptionsChange change_of(const config::CentralOptions& now, const config::CentralOptions& next);

// More than a fifth of the devices would vanish: rather a file cut short than a fifth of the company closed overnight.
// Not applied unless somebody says that it is meant.
bool too_many_vanish(const OptionsChange& change);

// `next`, with what can change by a restart alone as it is `now`: what is said to be in force must be.
config::CentralOptions in_force(const config::CentralOptions& now, config::CentralOptions next);

// One line for the log and the audit trail, of at most a few hundred bytes: "3 devices removed (a, b, c); changed:
// [thresholds], [mail]; needs a restart: [central] http".
std::string describe(const OptionsChange& change);

// "a, b, c and 997 more"
std::string first_names(const std::vector<std::string>& names);

}  // namespace redrive::central
