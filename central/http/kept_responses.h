// Answers that every console asks for when something changed: each is made once for all of them.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "central/http/event_hub.h"
#include "central/http/kept.h"
#include "central/http/message.h"

namespace redrive::central {

// For routes whose answer is the same for everybody who may ask. Safe from any thread.
class KeptResponses {
 public:
  static constexpr std::size_t kMost = 16;             // questions, the newest
  static constexpr std::size_t kLargest = 256 * 1024;  // bytes of an answer; what is longer is made each time

  // `hub` is told of every change, and outlives this.
  explicit KeptResponses(const EventHub& hub) : hub_(hub) {}

  // What `make` answers to this path and query, or answered since `until` changed last.
  template <typename Make>
  base::Result<Response> get(const Request& request, Resources until, base::SteadyTime now, Make make) {
    const std::string question = question_of(request);
    auto response = entry(question)->get(hub_.changes(until), now, make);
    if (!response) return tl::unexpected<base::Error>(std::move(response.error()));
    if ((*response)->body.size() > kLargest) forget(question);
    return **response;
  }

 private:
  using Entry = std::pair<std::string, std::shared_ptr<Kept<Response>>>;

  static std::string question_of(const Request& request);
  std::shared_ptr<Kept<Response>> entry(const std::string& question);
  void forget(const std::string& question);

  const EventHub& hub_;
  std::mutex mutex_;
  std::list<Entry> newest_first_;
};

}  // namespace redrive::central
