#include <CLI/CLI.hpp>

#include "cli/csv.h"
#include "cli/list_verb.h"
#include "cli/verbs/verbs.h"
#include "shared/cmdline/command.h"

namespace redrive::cli {
namespace {

const char* const kPath = "/api/v1/tracking";

const std::vector<Filter>& filters() {
  static const std::vector<Filter> kFilters = {{"--type", "type", "Only of this failure type", "TYPE"},
                                               {"--device", "device", "Only of this device"},
                                               {"--server", "server", "Only of this intermediate server"},
                                               {"--site", "site", "Only of this site (a location code)", "CODE"},
                                               {"--package", "package", "Only of this package"}};
  return kFilters;
}

std::vector<Column> columns() {
  return {field("SCOPE", "scope"),      field("SUBJECT", "subject"), field("TYPE", "failure_type"),
          field("NUMBER", "in_window"), field("LIMIT", "limit"),     field("WINDOW", "window"),
          field("TOTAL", "total"),      time("LAST", "last_at"),     field("DISTINCT", "member_count"),
          field("MEMBERS", "members")};
}

// Its names are those of the API.
const std::vector<std::string> kCsvNames = {"scope",  "subject", "failure_type", "in_window",    "limit",
                                            "window", "total",   "last_at",      "member_count", "members"};

int export_csv(const Session& session, const Query& query) {
  print(csv_line(kCsvNames));
  return each_page(session, kPath, query, [](const Json& items) {
    for (const auto& item : items) {
      std::vector<std::string> cells;
      for (const auto& name : kCsvNames) cells.push_back(value(item, name));
      print(csv_line(cells));
    }
    return true;
  });
}

int export_table(const Session& session, const Query& query) {
  Json all = Json::array();
  const int code = each_page(session, kPath, query, [&](const Json& items) {
    all.insert(all.end(), items.begin(), items.end());
    return true;
  });
  return code == 0 ? print(table_of(all, columns(), "nothing is counted")) : code;
}

int export_all(const Session& session, const Query& query, const std::string& format) {
  if (format == "csv") return export_csv(session, query);
  if (format == "table") return export_table(session, query);
  return each_page(session, kPath, query, [](const Json& items) {
    for (const auto& item : items) print(item.dump());
    return true;
  });
}

void add_export(CLI::App& tracking, Session& session) {
  auto* verb = tracking.add_subcommand("export", "All of it, as a file a person or a spreadsheet reads");
  verb->footer(cmdline::told("", {"redrive tracking export", "redrive tracking export --format csv > errors.csv"}));
  struct Asked {
    std::vector<std::string> values;
    std::string format = "table";
  };
  auto asked = std::make_shared<Asked>();
  add_filters(*verb, filters(), asked->values);
  verb->add_option("--format", asked->format, "How it is written")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "csv", "jsonl"}))
      ->capture_default_str();
  verb->callback([&session, asked] {
    session.act = [&session, asked] {
      const bool lines = session.form() != Form::kText;  // --jsonl, or --json
      return export_all(session, query_of(filters(), asked->values), lines ? "jsonl" : asked->format);
    };
  });
}

}  // namespace

void add_tracking(CLI::App& app, Session& session) {
  auto* tracking = app.add_subcommand("tracking", "The error tracking record: how often each type failed where");
  tracking->require_subcommand(1);
  tracking->footer(cmdline::told("", {"redrive tracking list --device pos-17"}));
  auto* list = tracking->add_subcommand("list", "Newest first");
  list->footer(cmdline::told(
      "The number within the window and the limit it is held against, the total, the last time, and the distinct "
      "members of what is wider than a device.",
      {"redrive tracking list --device pos-17", "redrive tracking list --type disk_full"}));
  make_list(*list, session, {kPath, filters(), columns(), "nothing is counted"});
  add_export(*tracking, session);
}

}  // namespace redrive::cli
