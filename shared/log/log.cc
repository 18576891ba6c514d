#include "shared/log/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>

namespace redrive::log {
namespace {

std::atomic<Level> level_limit{Level::kInfo};

// systemd sets JOURNAL_STREAM when stderr goes to the journal; it reads the syslog priority from the prefix.
bool under_journal() {
  static const bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  return journal;
}

std::string prefix(Level level) {
  static constexpr int kPriorities[] = {3, 4, 6, 7};
  static constexpr std::string_view kNames[] = {"error", "warning", "info", "debug"};
  const auto index = static_cast<std::size_t>(level);
  if (under_journal()) return fmt::format("<{}>", kPriorities[index]);
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:02}:{:02}:{:02}Z {:7} ", utc.tm_hour, utc.tm_min, utc.tm_sec, kNames[index]);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    if (c < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out.push_back(static_cast<char>(c));
    }
  }
  return out;
}

}  // namespace

void set_level(Level most) {
  level_limit = most;
}

void write(Level level, std::string_view component, std::string_view message) {
  if (level > level_limit.load()) return;
  const std::string line = fmt::format("{}{}: {}\n", prefix(level), component, escaped(message));
  // One write, so that lines of several threads do not mix; a full or closed stderr must not stop the program.
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

std::string fields(std::initializer_list<Field> fields) {
  constexpr std::size_t kLongest = 256;  // bytes of a value
  std::string out;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    const std::string_view shown = std::string_view(value).substr(0, kLongest);
    out.append(out.empty() ? "" : " ").append(name).append("=");
    const bool bare = std::ranges::all_of(shown, [](char c) { return c > ' ' && c != '"' && c != '=' && c != '\\'; });
    if (!bare) out.push_back('"');
    for (const char c : shown) {
      if (!bare && (c == '"' || c == '\\')) out.push_back('\\');
      out.push_back(c);
    }
    if (shown.size() < value.size()) out += "…";
    if (!bare) out.push_back('"');
  }
  return out;
}

void error_lines(std::string_view component, std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    error(component, text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace redrive::log
