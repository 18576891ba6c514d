// What a doctor found: one line for each thing looked at, and what to do where it is not as it should be. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace redrive::checkup {

enum class Health { kOk, kWarning, kFailed };

struct Finding {
  std::string what;  // "disk"
  Health health = Health::kOk;
  std::string found;  // "3.1 GB free of 40 GB"
  std::string todo;   // what to do next; empty when all is well
};

Finding ok(std::string what, std::string found);
Finding warning(std::string what, std::string found, std::string todo);
Finding failed(std::string what, std::string found, std::string todo);

std::string_view word(Health health);  // "ok", "warning", "failed"
bool any_failed(const std::vector<Finding>& all);
std::string verdict(const std::vector<Finding>& all);  // "1 failed, 2 warnings" or "all is well"

// A line each, what to do below it, at most 100 columns; `dress` may put something around the word of the state.
using Dress = std::function<std::string(Health health, const std::string& word)>;
std::string to_text(const std::vector<Finding>& all, const Dress& dress = {});

// {"checks": [{"what", "state", "found", "todo"}]}, and back. kInvalid when it is something else.
std::string to_json(const std::vector<Finding>& all);
base::Result<std::vector<Finding>> from_json(std::string_view text);

}  // namespace redrive::checkup
