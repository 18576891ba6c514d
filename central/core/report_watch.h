// Which work has been without a report for too long, so that its devices are no_report. Counted by a clock that never
// goes back and from the start of this process: nobody can report to a central that is not there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "central/store/jobs.h"
#include "shared/base/time.h"
#include "shared/model/job.h"

namespace redrive::central {

// The longest that an agent may need for these devices: every attempt of every batch of `parallel` runs into its
// timeout, and where the job has a window, a day until it opens. Bounded at a year.
base::Micros longest_work(std::size_t devices, const model::JobParameters& parameters);

enum class NoReport {
  kSilent,  // its agent was not heard for report_within
  kLate,    // its agent is there, and reports nothing of it
};
std::string_view in_words(NoReport why);

// One thread. Work is overdue once since its last report its agent was not heard for report_within, or more time passed
// than all the work the agent has in hand may take (an agent carries several jobs beside and after each other) and
// report_within on top. Bytes of a package that are asked for count as a report of all its work.
class ReportWatch {
 public:
  bool has(const OpenWork& work) const { return watched_.contains(work); }
  void expect(OpenWork work, base::Micros longest, base::SteadyTime now);
  void keep_only(const std::vector<OpenWork>& open);  // sorted

  void reported(const std::string& server, std::string_view job, base::SteadyTime now);
  void fetched(const std::string& server, base::SteadyTime now);
  void anew(base::SteadyTime now);  // after a standstill of our own

  // What is overdue of this server, whose agent was not heard for `silence`.
  std::vector<std::pair<OpenWork, NoReport>> overdue(const std::string& server, base::Micros silence,
                                                     base::Micros report_within, base::SteadyTime now) const;

 private:
  struct Watched {
    base::Micros longest{};
    base::SteadyTime since{};
  };
  std::map<OpenWork, Watched> watched_;
};

}  // namespace redrive::central
