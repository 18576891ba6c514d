#include "agent/core/command_fill.h"

namespace redrive::agent {

model::Command fill(model::Command command, std::string_view placeholder, std::string_view value) {
  for (std::string& argument : command) {
    for (std::size_t at = 0; (at = argument.find(placeholder, at)) != std::string::npos; at += value.size()) {
      argument.replace(at, placeholder.size(), value);
    }
  }
  return command;
}

}  // namespace redrive::agent
