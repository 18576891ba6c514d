#include "agent/manager/ssh_remote.h"

#include <charconv>

#include "agent/manager/ssh_words.h"

namespace redrive::agent::remote {
namespace {

constexpr std::string_view kRunning = ".redrive-running";  // holds the process id
constexpr std::string_view kReceipts = ".redrive";

std::string receipt_path(const std::string& place, const std::string& receipt) {
  return fmt::format("{}/{}/{}", place, kReceipts, receipt);
}

}  // namespace

std::string place_of(const std::string& staging, const std::string& job) {
  return fmt::format("{}/{}", staging, job);
}

std::string make_place(const std::string& place) {
  return fmt::format(
      "mkdir -p -m 700 -- {0} && if ! [ -O {0} ]; then echo {0} belongs to another user >&2; exit 1; fi && "
      "mkdir -p -m 700 -- {0}/{1} {0}/{3} && rm -f -- {0}/{2} && "
      // rsync calls it NAME.six_letters
      "for f in {0}/{3}/*.??????; do if [ -f \"$f\" ]; then n=${{f##*/}}; "
      "mkdir -p -m 700 -- {0}/{4} && mv -f -- \"$f\" {0}/{4}/\"${{n%.*}}\" || exit 1; fi; done",
      shell_word(place), kReceipts, kRunning, kIncoming, kPartial);
}

std::string run_in(const std::string& place, const std::string& device, const model::Command& argv, base::Micros left) {
  std::string words;
  for (const auto& argument : argv) words += " " + shell_word(argument);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count() + 2;
  // The shell waits, so that it can tell end_run what runs. timeout(1) also makes a process group of it.
  return fmt::format(
      "cd -- {0} || exit 1; REDRIVE_DEVICE={1}; export REDRIVE_DEVICE; set --{2}; "
      "if timeout -k 5 9 true 2>/dev/null; then set -- timeout -k 5 {3} \"$@\"; fi; "
      "\"$@\" </dev/null & p=$!; (echo $p >{4}) 2>/dev/null; wait $p; code=$?; rm -f {4}; exit $code",
      shell_word(place), shell_word(device), words, seconds, kRunning);
}

std::string end_run(const std::string& place) {
  return fmt::format(
      "p=$(cat {0}/{1}) && [ -n \"$p\" ] && {{ kill -TERM -$p || kill -TERM $p; }} 2>/dev/null; rm -f -- {0}/{1}",
      shell_word(place), kRunning);
}

std::string drop_partial(const std::string& place) {
  return fmt::format("rm -rf -- {0}/{1} {0}/{2}", shell_word(place), kIncoming, kPartial);
}

std::string write_receipt(const std::string& place, const std::string& receipt, const std::string& text) {
  const std::string path = receipt_path(place, receipt);
  return fmt::format("echo {0} >{1} && mv -f -- {1} {2}", shell_word(text), shell_word(path + ".part"),
                     shell_word(path));
}

std::string has_receipt(const std::string& place, const std::string& receipt) {
  return fmt::format("test -s {}", shell_word(receipt_path(place, receipt)));
}

std::string look(const std::string& staging) {
  return fmt::format(
      "command -v rsync >/dev/null || {{ echo rsync is not installed there >&2; exit 1; }}; "
      "d={0}; while ! [ -d \"$d\" ]; do d=${{d%/*}}; d=${{d:-/}}; done; "
      "[ -w \"$d\" ] || {{ echo \"$d cannot be written to\" >&2; exit 1; }}; df -Pk -- \"$d\"",
      shell_word(staging));
}

// POSIX: "Filesystem 1024-blocks Used Available Capacity Mounted on", one line each; Capacity ends with %.
std::optional<std::uint64_t> free_bytes(std::string_view printed) {
  const std::size_t percent = printed.rfind("% ");
  if (percent == std::string_view::npos) return std::nullopt;
  const auto blank_before = [&](std::size_t at) { return printed.find_last_of(" \n", at); };
  const auto digit_before = [&](std::size_t at) { return printed.find_last_not_of(' ', at); };
  const std::size_t end = digit_before(blank_before(percent));
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t begin = blank_before(end) + 1;
  std::uint64_t kib = 0;
  const auto read = std::from_chars(printed.data() + begin, printed.data() + end + 1, kib);
  if (read.ec != std::errc{} || read.ptr != printed.data() + end + 1) return std::nullopt;
  return kib * 1024;
}

}  // namespace redrive::agent::remote
