#include "agent/manager/ssh_words.h"

#include "agent/manager/ssh_remote.h"
#include "shared/base/names.h"

namespace redrive::agent {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::int64_t kConnectFor = 10;  // seconds

// Nothing that ssh expands or that rsync takes as the end of a word.
bool is_plain_path(std::string_view path) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+:@~/";
  return path.starts_with('/') && path.find_first_not_of(kPlain) == std::string_view::npos;
}

base::Status check_path(std::string_view key, const std::string& path) {
  if (is_plain_path(path)) return {};
  return fail(
      ErrorCode::kInvalid,
      fmt::format("[manager] {} is '{}'; expected an absolute path of letters, digits and . _ - + : @ ~ /, because "
                  "it becomes a word of ssh's options",
                  key, path));
}

std::int64_t seconds(base::Micros left) {
  return std::max<std::int64_t>(std::chrono::ceil<std::chrono::seconds>(left).count(), 1);
}

}  // namespace

std::string shell_word(std::string_view word) {
  std::string out = "'";
  for (const char c : word) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

base::Result<SshPlace> ssh_place(const config::ManagerOptions& options, const model::DeviceAddress& device) {
  if (auto named = base::check_name("device", device.device); !named) return tl::unexpected(named.error());
  SshPlace place{device.address.empty() ? device.device : device.address,
                 device.user.empty() ? options.user : device.user, device.port == 0 ? options.port : device.port};
  if (!base::is_host(place.host)) {
    return fail(
        ErrorCode::kInvalid,
        device.address.empty()
            ? fmt::format("device '{}' has no address, and its name is no host name; give its address in "
                          "devices.csv and distribute again",
                          device.device)
            : fmt::format("address '{}' of device '{}' is no host name or IP address", place.host, device.device));
  }
  if (auto named = base::check_name("user", place.user); !named) return tl::unexpected(named.error());
  return place;
}

base::Status check_ssh_options(const config::ManagerOptions& options) {
  if (auto checked = check_path("identity_file", options.identity_file.string()); !checked) return checked;
  if (auto checked = check_path("known_hosts", options.known_hosts.string()); !checked) return checked;
  if (auto checked = check_path("staging", options.staging); !checked) return checked;
  return base::check_name("user", options.user);
}

std::vector<std::string> ssh_words(const config::ManagerOptions& options, const SshPlace& place, base::Micros left) {
  const std::string options_of_ssh[] = {
      "BatchMode=yes",
      fmt::format("ConnectTimeout={}", std::min(seconds(left), kConnectFor)),
      "ServerAliveInterval=15",
      "ServerAliveCountMax=3",
      "StrictHostKeyChecking=yes",
      fmt::format("UserKnownHostsFile={}", options.known_hosts.string()),
      "GlobalKnownHostsFile=/dev/null",
      "UpdateHostKeys=no",
      fmt::format("IdentityFile={}", options.identity_file.string()),
      "IdentitiesOnly=yes",
      "PreferredAuthentications=publickey",
      "LogLevel=ERROR",  // no banner: its words are not ssh's
  };
  std::vector<std::string> words = {"ssh", "-F", "none", "-T", "-l", place.user, "-p", std::to_string(place.port)};
  for (const auto& option : options_of_ssh) words.insert(words.end(), {"-o", option});
  return words;
}

std::vector<std::string> ssh_command(const config::ManagerOptions& options, const SshPlace& place, base::Micros left,
                                     std::string line) {
  auto words = ssh_words(options, place, left);
  words.insert(words.end(), {"--", place.host, std::move(line)});
  return words;
}

std::vector<std::string> rsync_command(const config::ManagerOptions& options, const SshPlace& place, base::Micros left,
                                       const std::string& from, const std::string& to, std::uint64_t bandwidth) {
  // --checksum: a file of the same size and time may still be another one, after a power cut for example; reading it
  // costs nothing on the link. --timeout is for a hung disk there, which may also take minutes over that reading; a
  // dead link is noticed by ssh.
  // Where rsync fails it ends its ssh with SIGUSR1, at times before that has passed on why; ignored, it does, and ends
  // by itself. (rsync's own --stderr=client would be refused by an rsync older than 3.2 on the device.)
  const std::string ssh = fmt::format("env --ignore-signal=USR1 {}", fmt::join(ssh_words(options, place, left), " "));
  std::vector<std::string> words = {"rsync", "--times", "--checksum", "--perms", "--chmod=F0644"};
  words.insert(words.end(), {fmt::format("--temp-dir={}", remote::kIncoming),
                             fmt::format("--partial-dir={}", remote::kPartial), "--timeout=300", "-e", ssh});
  if (bandwidth > 0) words.push_back(fmt::format("--bwlimit={}", std::max<std::uint64_t>(bandwidth / 1024, 1)));
  const bool bracketed = place.host.find(':') != std::string::npos;  // an IPv6 address
  words.insert(words.end(),
               {"--", from, bracketed ? fmt::format("[{}]:{}", place.host, to) : fmt::format("{}:{}", place.host, to)});
  return words;
}

}  // namespace redrive::agent
