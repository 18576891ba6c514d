// The command lines for the shell on a device: what is done there and in which folder. Pure. The shell is the user's
// login shell and must be a POSIX one (sh, dash, bash, busybox). A device's place for a job is <staging>/<job>/, of
// mode 0700; what is Redrive's own there begins with ".redrive", which no package can.
#pragma once

#include <optional>
#include <string>

#include "shared/base/time.h"
#include "shared/model/job.h"

namespace redrive::agent::remote {

// <staging>/<job>.
std::string place_of(const std::string& staging, const std::string& job);

// Where rsync writes what it has not got whole, and keeps what it got before it was interrupted. In the place.
inline constexpr std::string_view kIncoming = ".redrive-incoming", kPartial = ".redrive-partial";

// Makes the place. Fails where it is another user's, who could put other packages in. What an rsync left incoming that
// was killed there, or lost its power, becomes the partial file from which the next one goes on.
std::string make_place(const std::string& place);

// Runs the program in the place, its exit status the line's. What outlives the connection ends on the device itself a
// little after `left`, where it has timeout(1).
std::string run_in(const std::string& place, const std::string& device, const model::Command& argv, base::Micros left);

// Ends the program that run_in started there and whose connection was cut.
std::string end_run(const std::string& place);

// Deletes what was transferred of packages that did not arrive whole.
std::string drop_partial(const std::string& place);

std::string write_receipt(const std::string& place, const std::string& receipt, const std::string& text);
std::string has_receipt(const std::string& place, const std::string& receipt);  // exit status 1 = no

// Is rsync there, can the staging folder be made or written, how much room has it? Prints df's table.
std::string look(const std::string& staging);
// From what look() printed, in bytes.
std::optional<std::uint64_t> free_bytes(std::string_view printed);

}  // namespace redrive::agent::remote
