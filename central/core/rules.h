// Everything the configuration says about decisions, compiled once per configuration.
#pragma once

#include <memory>

#include "central/core/classifier.h"
#include "central/core/fleet_shape.h"
#include "central/core/location_book.h"
#include "central/core/outage_list.h"
#include "central/core/router.h"
#include "central/core/thresholds.h"
#include "shared/config/central_options.h"

namespace redrive::central {

// Constant after construction, safe from any thread.
struct Rules {
  explicit Rules(std::shared_ptr<const config::CentralOptions> from);

  std::shared_ptr<const config::CentralOptions> options;
  Classifier classifier;
  LocationBook places;
  FleetShape shape;
  Thresholds thresholds;
  Router router;
  OutageList outages;  // those of the configuration
};

}  // namespace redrive::central
