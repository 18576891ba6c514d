#include "central/http/kept_responses.h"

#include <algorithm>

#include <fmt/format.h>

namespace redrive::central {

// With lengths, so that no value can look like the next parameter.
std::string KeptResponses::question_of(const Request& request) {
  std::string question = request.path;
  for (const auto& [name, value] : request.query) {
    question += fmt::format(" {}:{} {}:{}", name.size(), name, value.size(), value);
  }
  return question;
}

std::shared_ptr<Kept<Response>> KeptResponses::entry(const std::string& question) {
  std::lock_guard lock(mutex_);
  const auto known = std::ranges::find(newest_first_, question, &Entry::first);
  if (known == newest_first_.end()) {
    newest_first_.emplace_front(question, std::make_shared<Kept<Response>>());
    if (newest_first_.size() > kMost) newest_first_.pop_back();
  } else {
    newest_first_.splice(newest_first_.begin(), newest_first_, known);
  }
  return newest_first_.front().second;
}

void KeptResponses::forget(const std::string& question) {
  std::lock_guard lock(mutex_);
  std::erase_if(newest_first_, [&](const Entry& entry) { return entry.first == question; });
}

}  // namespace redrive::central
