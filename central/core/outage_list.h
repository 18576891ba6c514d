// The outage list (A5): what is expected to fail now, so that it makes no ticket.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "central/core/text_map.h"
#include "shared/model/outage.h"

namespace redrive::central {

// One thread while it is changed; asked from any thread.
class OutageList {
 public:
  void add(model::Outage outage);  // the same id replaces
  bool remove(const std::string& id);
  void forget_before(base::UtcTime time);  // those that ended before

  // The entry that lasts at `at` ([start, end), or one of its occurrences) and whose selector names the server, the
  // device or the site; nullptr when there is none. A server's entry covers its devices. The cost is that of the globs
  // and of the entries naming just these three; what recurs is worked out once for each stretch of time asked about.
  const model::Outage* covers(std::string_view server, std::string_view device, std::string_view site,
                              base::UtcTime at) const;
  // When it is covered by nothing any more, across entries that follow on each other; `at` itself when nothing covers
  // it. Of an endless chain kEndless, or a moment at least a year away.
  base::UtcTime covered_until(std::string_view server, std::string_view device, std::string_view site,
                              base::UtcTime at) const;
  // The first end of an occurrence after `time`, of whatever entry: what was covered may have to be judged again then.
  std::optional<base::UtcTime> next_end_after(base::UtcTime time) const;
  bool empty() const { return outages_.empty(); }
  std::size_t size() const { return outages_.size(); }

 private:
  // What recurs, worked out for the stretch of time last asked about.
  struct Worked {
    std::mutex mutex;
    base::UtcTime begin = base::UtcTime::max();
    std::vector<model::Period> periods;
    base::UtcTime ends_asked{}, ends_next{};  // next_end_after: the answer for all times between the two
  };
  struct Entry {
    model::Outage outage;
    std::unique_ptr<Worked> worked;
  };

  static std::optional<model::Period> lasting(const Entry& entry, base::UtcTime at);
  static std::optional<base::UtcTime> next_end(const Entry& entry, base::UtcTime time);
  const Entry* find(std::string_view server, std::string_view device, std::string_view site, base::UtcTime at) const;
  void index(const Entry& entry);
  void unindex(const Entry& entry);
  std::vector<const Entry*>& place_of(const model::Outage& outage);

  std::map<std::string, Entry> outages_;  // by id; the pointers below point into it
  using Named = TextMap<std::vector<const Entry*>>;
  Named servers_, devices_, sites_;  // those that name just one
  std::vector<const Entry*> globs_;
};

}  // namespace redrive::central
