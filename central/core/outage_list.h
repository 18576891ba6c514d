// The outage list (A5): what is expected to fail now, so that it makes no ticket.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/model/outage.h"

namespace redrive::central {

// One thread while it is changed.
class OutageList {
 public:
  void add(model::Outage outage);  // the same id replaces
  bool remove(const std::string& id);
  void forget_before(base::UtcTime time);  // those that ended before

  // The entry whose [start, end) holds `at` and whose selector names the server, the device or the site; nullptr when
  // there is none. A server's entry covers its devices. The cost is that of the globs and of the entries naming just
  // these three.
  const model::Outage* covers(std::string_view server, std::string_view device, std::string_view site,
                              base::UtcTime at) const;
  bool empty() const { return outages_.empty(); }

 private:
  void index(const model::Outage& outage);
  void reindex();

  std::map<std::string, model::Outage> outages_;                      // by id; the pointers below point into it
  std::unordered_multimap<std::string, const model::Outage*> exact_;  // by 's', 'd' or 'l' and the name
  std::vector<const model::Outage*> globs_;
};

}  // namespace redrive::central
