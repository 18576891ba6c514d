#include "cli/alert_line.h"

#include <utility>

namespace redrive::cli {
namespace {

using Names = std::pair<const char*, const char*>;  // in the line, in the list

constexpr Names kOwn[] = {{"id", "id"},
                          {"occurred_at", "occurred_at"},
                          {"server", "server"},
                          {"device", "device"},
                          {"job", "job"},
                          {"package", "package"},
                          {"failure_type", "given_type"},
                          {"message", "message"},
                          {"location", "location"},
                          {"status", "status"}};
constexpr Names kFurther[] = {
    {"received_at", "received_at"}, {"sender", "sender"}, {"decided_type", "failure_type"}, {"ticket", "ticket"}};

void copy(const Json& item, const Names& names, Json& line) {
  const auto found = item.find(names.second);
  if (found == item.end() || found->is_null() || *found == "") return;
  line[names.first] = *found;
}

}  // namespace

Json alert_line(const Json& item) {
  Json line = Json::object();
  for (const auto& names : kOwn) copy(item, names, line);
  if (const auto extra = item.find("extra"); extra != item.end() && extra->is_object()) {
    for (const auto& [name, value] : extra->items()) {
      if (!line.contains(name)) line[name] = value;
    }
  }
  for (const auto& names : kFurther) copy(item, names, line);
  return line;
}

}  // namespace redrive::cli
