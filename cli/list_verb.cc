#include "cli/list_verb.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <limits>

namespace redrive::cli {
namespace {

struct Asked {
  std::vector<std::string> values;  // parallel to the list's filters
  std::uint32_t limit = 0;          // 0 = not given
  std::string after;
};

void print_line(const ListVerb& list, const Json& item) {
  print((list.line ? list.line(item) : item).dump(-1, ' ', false, Json::error_handler_t::replace));
}

int print_lines(const ListVerb& list, const Json& items) {
  for (const auto& item : items) print_line(list, item);
  return 0;
}

std::int64_t number_of(const Json& item) {
  return item.value("number", std::int64_t{0});
}

// Up to what is the newest now, for alerts may come faster than they are read.
int list_in_order(const Session& session, const ListVerb& list, Query query) {
  Query newest = query;
  newest.emplace_back("limit", "1");
  auto answer = session.client().get(list.path, newest);
  if (!answer) return complain(answer.error());
  // With a filter that finds little the newest page may be empty though older ones are not: then all that comes counts.
  const bool known = !(*answer)["items"].empty();
  const std::int64_t last = known ? number_of((*answer)["items"][0]) : std::numeric_limits<std::int64_t>::max();
  query.emplace_back("order", "oldest");
  return each_page(session, list.path, std::move(query), [&](const Json& items) {
    for (const auto& item : items) {
      if (number_of(item) > last) return false;
      print_line(list, item);
    }
    return true;
  });
}

// All pages one after the other: what --jsonl is for.
int list_all(const Session& session, const ListVerb& list, const Query& query) {
  if (list.in_order_of_arrival) return list_in_order(session, list, query);
  return each_page(session, list.path, query, [&](const Json& items) { return print_lines(list, items) == 0; });
}

int list_page(const Session& session, const ListVerb& list, const Query& query) {
  auto answer = session.client().get(list.path, query);
  if (!answer) return complain(answer.error());
  const Json& items = (*answer)["items"];
  if (session.form() == Form::kJsonLines) return print_lines(list, items);
  if (session.form() == Form::kJson) return print(answer->dump(2));
  print(table_of(items, list.columns, list.empty) + (list.further ? list.further(*answer) : ""));
  if (const std::string next = value(*answer, "next"); !next.empty())
    std::fprintf(stderr, "more: --after %s\n", next.c_str());
  return 0;
}

int run_list(const Session& session, const ListVerb& list, const Asked& asked) {
  Query query = query_of(list.filters, asked.values);
  if (session.form() == Form::kJsonLines && asked.limit == 0) return list_all(session, list, query);
  if (asked.limit != 0) query.emplace_back("limit", std::to_string(asked.limit));
  query.emplace_back("after", asked.after);
  return list_page(session, list, query);
}

}  // namespace

int each_page(const Session& session, const std::string& path, Query query,
              const std::function<bool(const Json& items)>& take) {
  Client client = session.client();
  query.emplace_back("limit", "1000");
  std::string after;
  do {
    Query page = query;
    page.emplace_back("after", after);
    auto answer = client.get(path, page);
    if (!answer) return complain(answer.error());
    if (!take((*answer)["items"])) return 0;
    after = value(*answer, "next");
  } while (!after.empty());
  return 0;
}

Query query_of(const std::vector<Filter>& filters, const std::vector<std::string>& values) {
  Query query;
  for (std::size_t i = 0; i < filters.size(); ++i) query.emplace_back(filters[i].query, values[i]);
  return query;
}

void add_filters(CLI::App& verb, const std::vector<Filter>& filters, std::vector<std::string>& values) {
  values.resize(filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i) {
    auto* option = verb.add_option(filters[i].option, values[i], filters[i].help)->type_name(filters[i].value);
    if (!filters[i].choices.empty()) option->check(CLI::IsMember(filters[i].choices));
  }
}

void make_list(CLI::App& verb, Session& session, ListVerb list) {
  auto asked = std::make_shared<Asked>();
  add_filters(verb, list.filters, asked->values);
  verb.add_option("--limit", asked->limit, "At most so many, 1 to 1000; 100 when not given")
      ->check(CLI::Range(1, 1000));
  verb.add_option("--after", asked->after, "Go on after this cursor, which the page before ended with")
      ->type_name("CURSOR");
  verb.callback([&session, list = std::move(list), asked] {
    session.act = [&session, list, asked] { return run_list(session, list, *asked); };
  });
}

int show(const Session& session, const base::Result<Json>& answer,
         const std::function<std::string(const Json&)>& text) {
  if (!answer) return complain(answer.error());
  if (session.form() == Form::kText) return print(text(*answer));
  return print(session.form() == Form::kJson ? answer->dump(2) : answer->dump());
}

}  // namespace redrive::cli
