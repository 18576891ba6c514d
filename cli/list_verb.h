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
};

struct ListVerb {
  std::string path;  // of the API
  std::vector<Filter> filters;
  std::vector<Column> columns;
  std::string empty;  // said when there is nothing, with what to do
};

// Gives `verb` the filters, --limit and --after, and makes it list.
void make_list(CLI::App& verb, Session& session, ListVerb list);

// Shows one answer: JSON as it is, or `text` made of it.
int show(const Session& session, const base::Result<Json>& answer, const std::function<std::string(const Json&)>& text);

}  // namespace redrive::cli
