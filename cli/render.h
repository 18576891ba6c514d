// From central's JSON to text for people. Pure but for the time zone of the terminal.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/json.h"

namespace redrive::cli {

struct Column {
  std::string heading;
  std::function<std::string(const Json& item)> cell;
  bool toned{};  // its cells are states, shown in their colours
};

// The value of a name as text: null and absent are "", yes/no for true/false, lists with commas. "a.b" looks inside.
std::string value(const Json& item, const std::string& name);

// RFC 3339 UTC as local time, "2026-03-02 01:02:13"; anything else as it is.
std::string local_time(const std::string& rfc3339);

Column field(std::string heading, std::string name);
Column time(std::string heading, std::string name);
Column state(std::string heading, std::string name);
Column first_line_of(std::string heading, std::string name);

// The items as an aligned table, or `empty` when there are none.
std::string table_of(const Json& items, const std::vector<Column>& columns, const std::string& empty);

// "name  value" lines of one item.
std::string facts(const Json& item, const std::vector<Column>& columns);

// A redistribution plan as it is shown before approval.
std::string plan_text(const Json& plan);

}  // namespace redrive::cli
