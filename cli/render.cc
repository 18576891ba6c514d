#include "cli/render.h"

#include <ctime>

#include "cli/marks.h"
#include "shared/base/time.h"
#include "shared/text/table.h"

namespace redrive::cli {
namespace {

const Json* find(const Json& item, const std::string& name) {
  if (!item.is_object()) return nullptr;
  const auto dot = name.find('.');
  const auto found = item.find(name.substr(0, dot));
  if (found == item.end()) return nullptr;
  return dot == std::string::npos ? &*found : find(*found, name.substr(dot + 1));
}

std::string as_text(const Json& json) {
  if (json.is_null()) return "";
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>() ? "yes" : "no";
  if (!json.is_array()) return json.dump();
  std::string out;
  for (const auto& element : json) out += (out.empty() ? "" : ", ") + as_text(element);
  return out;
}

}  // namespace

std::string value(const Json& item, const std::string& name) {
  const Json* found = find(item, name);
  return found ? as_text(*found) : "";
}

std::string local_time(const std::string& rfc3339) {
  const auto at = base::parse_rfc3339(rfc3339);
  if (!at) return rfc3339;
  const std::time_t seconds = static_cast<std::time_t>(base::to_micros(*at) / 1'000'000);
  std::tm local{};
  localtime_r(&seconds, &local);
  char buffer[32];
  const std::size_t used = std::strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S", &local);
  return std::string(buffer, used);
}

Column field(std::string heading, std::string name) {
  return {std::move(heading), [name = std::move(name)](const Json& item) { return value(item, name); }};
}

Column time(std::string heading, std::string name) {
  return {std::move(heading), [name = std::move(name)](const Json& item) { return local_time(value(item, name)); }};
}

Column state(std::string heading, std::string name) {
  Column column = field(std::move(heading), std::move(name));
  column.toned = true;
  return column;
}

Column first_line_of(std::string heading, std::string name) {
  return {std::move(heading),
          [name = std::move(name)](const Json& item) { return text::first_line(value(item, name)); }};
}

std::string table_of(const Json& items, const std::vector<Column>& columns, const std::string& empty) {
  if (items.empty()) return empty + "\n";
  std::vector<text::Row> rows(1);
  for (const auto& column : columns) rows[0].push_back(column.heading);
  for (const auto& item : items) {
    text::Row row;
    for (const auto& column : columns) row.push_back(column.cell(item));
    rows.push_back(std::move(row));
  }
  return text::table(rows, [&](std::size_t row, std::size_t column, const std::string& cell) {
    return mark(row == 0 ? Tone::kHeading : columns[column].toned ? tone_of(cell) : Tone::kPlain, cell);
  });
}

std::string facts(const Json& item, const std::vector<Column>& columns) {
  std::vector<text::Row> rows;
  std::vector<bool> toned;
  for (const auto& column : columns) {
    std::string cell = column.cell(item);
    if (cell.empty()) continue;
    rows.push_back({column.heading, std::move(cell)});
    toned.push_back(column.toned);
  }
  return text::table(rows, [&](std::size_t row, std::size_t column, const std::string& cell) {
    return mark(column == 1 && toned[row] ? tone_of(cell) : Tone::kPlain, cell);
  });
}

std::string plan_text(const Json& plan) {
  std::string out =
      fmt::format("Plan for {} on {}: run {}, {} device{}\n", value(plan, "job"), value(plan, "server"),
                  value(plan, "run"), plan.at("devices").size(), plan.at("devices").size() == 1 ? "" : "s");
  out += facts(plan, {field("  digest", "digest"), field("  rebuilt", "completeness"), field("  tool", "tool"),
                      time("  expires", "expires_at"), field("  takes about", "estimate")});
  for (const auto& part : plan.value("parts", Json::array())) {
    if (value(part, "completeness") != "verbatim")
      out += fmt::format("  {} {}: {}\n", value(part, "part"), value(part, "completeness"), value(part, "note"));
  }
  out += "\n";
  out += table_of(plan.at("devices"), {field("DEVICE", "device"), first_line_of("WHY", "reason")}, "no devices") +
         "\nWhat will run on each\n";
  for (const auto& package : plan.at("packages")) out += "  copy " + value(package, "name") + "\n";
  for (const auto& command : plan.at("commands"))
    out += "  " + text::shown_command(command.get<std::vector<std::string>>()) + "\n";
  if (!plan.at("diff").empty()) out += "\nDifferent from the original order\n";
  for (const auto& line : plan.at("diff")) out += "  " + line.get<std::string>() + "\n";
  if (plan.at("preflight").empty()) return out;
  const Column verdict{"", [](const Json& check) { return check.at("good").get<bool>() ? "good" : "NOT GOOD"; }, true};
  return out + "\n" +
         table_of(plan.at("preflight"),
                  {field("PRE-FLIGHT", "what"), verdict, first_line_of("", "detail"), first_line_of("", "todo")}, "");
}

}  // namespace redrive::cli
