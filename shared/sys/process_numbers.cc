#include "shared/sys/process_numbers.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace redrive::sys {
namespace {

// Those of proc(5), /proc/[pid]/stat, that are wanted, by their numbers there.
constexpr int kUserTicks = 14, kSystemTicks = 15, kStartTicks = 22, kResidentPages = 24;

std::optional<double> boot_time() {
  std::ifstream stat("/proc/stat");
  for (std::string word; stat >> word;) {
    double seconds = 0;
    if (word == "btime" && stat >> seconds) return seconds;
    stat.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

std::uint64_t open_descriptors() {
  std::error_code ignored;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator it("/proc/self/fd", ignored), end; it != end; it.increment(ignored)) ++count;
  return count > 0 ? count - 1 : 0;  // without the one that reads
}

}  // namespace

std::optional<ProcessNumbers> process_numbers() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  if (!std::getline(file, line) || line.rfind(')') == line.npos) return std::nullopt;
  std::istringstream rest(line.substr(line.rfind(')') + 1));  // the name before it may hold anything
  const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  ProcessNumbers numbers;
  std::string word;
  const auto boot = boot_time();
  for (int field = 3; rest >> word; ++field) {
    if (field == kUserTicks || field == kSystemTicks) numbers.cpu_seconds += std::stod(word) * tick;
    if (field == kStartTicks) numbers.started_at = boot.value_or(0) + std::stod(word) * tick;
    if (field == kResidentPages)
      numbers.resident = std::stoull(word) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  }
  numbers.descriptors = open_descriptors();
  rlimit most{};
  if (::getrlimit(RLIMIT_NOFILE, &most) == 0) numbers.most_descriptors = most.rlim_cur;
  return numbers;
}

}  // namespace redrive::sys
