// From how a step went wrong to a failure type.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "agent/manager/device_carrier.h"
#include "shared/model/failure_words.h"
#include "shared/sys/process.h"

namespace redrive::agent {

// errno of a file operation on a device: ENOSPC and EDQUOT disk_full, EACCES, EPERM and EROFS configuration, ENOENT,
// ENOTDIR, EIO and the like device_unreachable, else `fallback`.
std::string_view type_of_errno(int error, std::string_view fallback);

// Words that say more than "it failed", and the type they mean.
using Telling = model::FailureWords;
// model::kFailureWords: what they mean whatever program passes them on.
std::span<const Telling> common_telling();

struct Told {
  std::string_view failure_type;
  std::string_view line;  // of the output, with the words in it
};
// The first of `words` that is in the output.
std::optional<Told> find_telling(std::string_view output, std::span<const Telling> words);

// The type that a program's output names plainly, else `fallback`.
std::string_view type_of_output(std::string_view output, std::string_view fallback);

// "how: line", then the output's tail; bounded and clean. Without a `line`, the last one.
std::string describe(std::string_view how, std::string_view line, std::string_view output);

// How a process ended: nothing to say for exit 0, else type and message (the telling line first, then the output's
// tail, bounded).
StepResult<void> judge(const sys::ProcessResult& result, const model::Command& argv, std::string_view fallback);

}  // namespace redrive::agent
