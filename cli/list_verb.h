// Verbs that list a resource: filters as options, pages, a table or JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/render.h"
#include "cli/session.h"

namespace CLI {
class App;
}

namespace redrive::cli {

struct Filter {
  std::string option;  // "--server", or a positional name such as "DEVICE"
  std::string query;   // name of the API's parameter
  std::string help;
  std::string value = "NAME";          // what to give, for --help
  std::vector<std::string> choices{};  // empty = anything
};

struct ListVerb {
  std::string path;  // of the API
  std::vector<Filter> filters;
  std::vector<Column> columns;
  std::string empty;                             // said when there is nothing, with what to do
  std::function<Json(const Json& item)> line{};  // an item as a line of --jsonl; left out = as it is
  // --jsonl prints every page oldest first, up to the newest item there was when it began: items have a "number" and
  // the API takes order=oldest.
  bool in_order_of_arrival = false;
  std::function<std::string(const Json& answer)> further{};  // text after the table
};

// Asks for every page, one after the other, and hands over each page's items while `take` says true. Returns the exit
// code.
int each_page(const Session& session, const std::string& path, Query query,
              const std::function<bool(const Json& items)>& take);

// What was given for `filters`, as parameters of the API.
Query query_of(const std::vector<Filter>& filters, const std::vector<std::string>& values);

void add_filters(CLI::App& verb, const std::vector<Filter>& filters, std::vector<std::string>& values);

// Gives `verb` the filters, --limit and --after, and makes it list.
void make_list(CLI::App& verb, Session& session, ListVerb list);

// Shows one answer: JSON as it is, or `text` made of it.
int show(const Session& session, const base::Result<Json>& answer, const std::function<std::string(const Json&)>& text);

}  // namespace redrive::cli
