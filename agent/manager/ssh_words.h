// What is said to ssh and rsync here, and to the shell on the device. Pure: argument vectors and command lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/config/agent_options.h"
#include "shared/model/job.h"

namespace redrive::agent {

// One word of a POSIX shell, whatever it holds: 'it'\''s'. ssh puts its arguments together into one line for the
// shell of the device's user, so every word that goes there passes through here.
std::string shell_word(std::string_view word);

// Where and as whom a device is reached.
struct SshPlace {
  std::string host, user;
  std::uint16_t port = 22;
};

// From the inventory's words, else the device's name and the agent's settings. kInvalid where a word could be taken for
// something else by ssh: the words were checked before, but may come from an old job log.
base::Result<SshPlace> ssh_place(const config::ManagerOptions& options, const model::DeviceAddress& device);

// May these settings become words of ssh's and rsync's options? kInvalid names the key.
base::Status check_ssh_options(const config::ManagerOptions& options);

// ssh with all its options, without the host: nobody is asked, no key but the given one is offered, no host key but a
// known one is taken, no configuration file of ssh is read, a dead connection is noticed within 45 s. No word holds a
// space or a quote, so that rsync's -e can take them as one argument.
std::vector<std::string> ssh_words(const config::ManagerOptions& options, const SshPlace& place, base::Micros left);

// Runs `line` in the shell there.
std::vector<std::string> ssh_command(const config::ManagerOptions& options, const SshPlace& place, base::Micros left,
                                     std::string line);

// Puts the file `from` at the path `to` there, whole or not at all. `bandwidth` in bytes per second, 0 = no limit;
// rsync counts in KiB, so 1 KiB/s is the least.
std::vector<std::string> rsync_command(const config::ManagerOptions& options, const SshPlace& place, base::Micros left,
                                       const std::string& from, const std::string& to, std::uint64_t bandwidth);

}  // namespace redrive::agent
