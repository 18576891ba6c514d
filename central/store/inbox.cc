#include "central/store/inbox.h"

#include <array>
#include <string_view>

#include "central/store/inbox_columns.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using base::Result;
using base::Status;

constexpr std::string_view kInsert =
    "INSERT INTO inbox (number, received_at, source, sender, id, occurred_at, status, server, device, job, package, "
    "failure_type, location, message, extra, run) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16)";

// The strings of one row's parameters are assigned over those of the row before: a batch allocates hardly anything.
class InboxParameters {
 public:
  std::span<const Value> fill(const InboxRow& row) {
    const model::Alert& a = row.alert;
    next_ = 0;
    put(row.number), put(base::to_micros(row.received_at)), put(to_string(row.source)), put(row.sender), put(a.id);
    put(base::to_micros(a.occurred_at)), put(to_string(a.status)), put(a.server), put(a.device), put(a.job);
    put(a.package), put(a.failure_type), put(a.location), put(a.message), put(a.extra);
    put(std::int64_t{a.run});
    return values_;
  }

 private:
  void put(std::int64_t number) { values_[next_++] = number; }
  void put(std::string_view text) {
    Value& value = values_[next_++];
    if (auto* kept = std::get_if<std::string>(&value)) {
      kept->assign(text);
    } else {
      value.emplace<std::string>(text);
    }
  }
  std::array<Value, 16> values_;
  std::size_t next_ = 0;
};

}  // namespace

// The counter row is raised first: with several centrals its lock makes row numbers visible in their order.
Status append_alerts(Database& db, std::span<InboxRow> rows) {
  if (rows.empty()) return {};
  const auto count = static_cast<std::int64_t>(rows.size());
  const auto last = select_number(db, "UPDATE inbox_state SET stored = stored + $1 RETURNING stored", {count});
  if (!last) return tl::unexpected<base::Error>(last.error());
  InboxParameters parameters;
  std::int64_t number = *last - count;
  for (auto& row : rows) {
    row.number = ++number;
    if (auto done = db.query(kInsert, parameters.fill(row), {}); !done) return done;
  }
  return {};
}

Result<std::vector<InboxRow>> undecided_alerts(Database& db, std::size_t limit) {
  static const std::string kSql =
      "SELECT " + std::string(kInboxColumns) +
      " FROM inbox i WHERE i.number > (SELECT decided FROM inbox_state) ORDER BY i.number LIMIT $1";
  return select_all<InboxRow>(db, kSql, {as_value(std::uint64_t{limit})}, [](const Row& row) {
    Columns in(row);
    return read_inbox_row(in);
  });
}

Status record_decisions(Database& db, std::span<const AlertDecision> decisions) {
  if (decisions.empty()) return {};
  const Status marked = db.execute("UPDATE inbox_state SET decided = $2 WHERE decided < $1 AND stored >= $2",
                                   {decisions.front().number, decisions.back().number});
  if (!marked) return marked;
  const auto out_of_order = [](const AlertDecision& a, const AlertDecision& b) { return a.number >= b.number; };
  if (db.changed() != 1 || std::adjacent_find(decisions.begin(), decisions.end(), out_of_order) != decisions.end()) {
    return base::fail(base::ErrorCode::kConflict, "alerts are decided once and in order, after they were stored");
  }
  for (const auto& d : decisions) {
    const Status done =
        db.execute("INSERT INTO decisions (number, failure_type, ticket, reason, counted) VALUES ($1, $2, $3, $4, $5)",
                   {d.number, d.failure_type, d.ticket, d.reason, std::int64_t{d.counted}});
    if (!done) return done;
  }
  return {};
}

Status set_decision_ticket(Database& db, std::int64_t number, const std::string& ticket) {
  return db.execute("UPDATE decisions SET ticket = $2 WHERE number = $1", {number, ticket});
}

Result<AlertCounts> count_alerts(Database& db) {
  auto found = select_one<AlertCounts>(db, "SELECT stored, stored - decided FROM inbox_state", {}, [](const Row& row) {
    Columns in(row);
    return AlertCounts{in.number(), in.number()};
  });
  return found.map([](const auto& counts) { return counts.value_or(AlertCounts{}); });
}

}  // namespace redrive::central
