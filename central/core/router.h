// Which maintenance centre gets a ticket (T2), and who instead when that one cannot be reached (T4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/config/central_options.h"
#include "shared/model/ticket.h"

namespace redrive::central {

struct Route {
  std::string centre;
  std::string reason;  // in words
};

// Constant after construction, safe from any thread. `options` must outlive it.
class Router {
 public:
  explicit Router(const config::CentralOptions& options) : options_(options) {}

  // A package's owner for tickets about a package, the fleet's for the fleet, else the location's centre; where there
  // is none, the default.
  Route route(model::Scope scope, std::string_view location, std::string_view package) const;

  // Whom to ask next when mail to `centre` is given up: its fallback, theirs, and last the default; each once.
  std::vector<std::string> fallbacks(std::string_view centre) const;

 private:
  Route by_package(std::string_view package) const;
  Route by_location(std::string_view location) const;

  const config::CentralOptions& options_;
};

}  // namespace redrive::central
