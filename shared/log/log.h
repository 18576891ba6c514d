// Lines for the journal: on stderr, with a <N> priority prefix when it is journald that reads them. What happened to
// the data is in the store; this is for who runs the programs.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace redrive::log {

enum class Level { kError, kWarning, kInfo, kDebug };

// Lines above `most` are left out. Safe from any thread once started; call set_level before other threads run.
void set_level(Level most);

// One line: "component: message". Control characters in the message are escaped, so data cannot forge lines. Never pass
// secrets.
void write(Level level, std::string_view component, std::string_view message);

inline void error(std::string_view component, std::string_view message) {
  write(Level::kError, component, message);
}
// Each line of `text` as one of the log: the problems of a configuration.
void error_lines(std::string_view component, std::string_view text);
inline void warning(std::string_view component, std::string_view message) {
  write(Level::kWarning, component, message);
}
inline void info(std::string_view component, std::string_view message) {
  write(Level::kInfo, component, message);
}
inline void debug(std::string_view component, std::string_view message) {
  write(Level::kDebug, component, message);
}

struct Field {
  std::string_view name;
  std::string value;
};

// For the end of a message: "ticket=RD-2026-000123 by=ann text=\"two words\"". What is empty is left out; a value with
// blanks, quotes or = is quoted, with \" and \\ in it; a long one is cut.
std::string fields(std::initializer_list<Field> fields);

}  // namespace redrive::log
