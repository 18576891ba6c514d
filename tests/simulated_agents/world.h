// The fleet of a script: its sites, servers and devices, and which devices fail for which cause. Drawn by the seed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "tests/simulated_agents/fleet_script.h"

namespace redrive::simulated {

struct Server {
  std::string name, site;
  std::vector<std::string> devices;
};

struct Site {
  std::string code, centre;
};

struct Cause {
  CauseScript script;
  std::string subject;  // name of the device or server, code of the site
  std::string server;   // empty for a site
  std::string site, centre;
  std::vector<std::string> devices;  // that fail for it
  bool mended = false;
};

class World {
 public:
  // Each cause strikes at a site of its own, so that none hides another. kInvalid when there are fewer sites.
  static base::Result<World> make(const FleetScript& script);

  const std::vector<Server>& servers() const { return servers_; }
  const std::vector<Site>& sites() const { return sites_; }
  const std::vector<Cause>& causes() const { return causes_; }

  const Cause* broken(const std::string& device) const;  // null = it works
  // True while the cause is mended; `name` may be "all". kNotFound when no cause is named so.
  base::Status mend(const std::string& name, bool mended);

 private:
  void add_places(const FleetScript& script);
  void strike(Cause& cause, std::size_t site, base::Random& random);

  std::vector<Site> sites_;
  std::vector<Server> servers_;
  std::vector<Cause> causes_;
  std::map<std::string, std::size_t, std::less<>> cause_of_;  // device -> place in causes_
};

}  // namespace redrive::simulated
