#include "central/store/outages.h"

#include "central/calendar/event_times.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

using model::Outage;

const std::string kSelect =
    "SELECT id, server, device, site, start_at, end_at, reason, created_by, times, repeat, zone, uid, place FROM "
    "outages ";

// What cannot be read any more never happens, and is kept as it is.
class Unreadable final : public model::Occurrences {
 public:
  explicit Unreadable(std::string text) : text_(std::move(text)) {}
  std::vector<model::Period> within(base::UtcTime, base::UtcTime) const override { return {}; }
  const std::string& text() const override { return text_; }

 private:
  std::string text_;
};

model::Times times_of(const std::string& text) {
  if (text.empty()) return {};
  if (auto times = calendar::times_from(text)) return std::move(*times);
  return model::Times(std::make_shared<const Unreadable>(text));
}

Outage read_outage(const Row& row) {
  Columns in(row);
  return {in.text(), in.text(),           in.text(), in.text(), in.time(), in.time(), in.text(),
          in.text(), times_of(in.text()), in.text(), in.text(), in.text(), in.text()};
}

}  // namespace

base::Status put_outage(Database& db, const Outage& o) {
  return db.execute(
      "INSERT INTO outages (id, server, device, site, start_at, end_at, reason, created_by, times, repeat, zone, uid, "
      "place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
      "ON CONFLICT (id) DO UPDATE SET server = excluded.server, device = excluded.device, site = excluded.site, "
      "start_at = excluded.start_at, end_at = excluded.end_at, reason = excluded.reason, created_by = "
      "excluded.created_by, times = excluded.times, repeat = excluded.repeat, zone = excluded.zone, uid = "
      "excluded.uid, place = excluded.place",
      {o.id, o.server, o.device, o.site, as_value(o.start), as_value(o.end), o.reason, o.created_by, o.times.text(),
       o.repeat, o.zone, o.uid, o.place});
}

base::Status delete_outage(Database& db, const std::string& id) {
  if (auto done = db.execute("DELETE FROM outage_counts WHERE outage = $1", {id}); !done) return done;
  return db.execute("DELETE FROM outages WHERE id = $1", {id});
}

base::Result<std::optional<Outage>> find_outage(Database& db, const std::string& id) {
  static const std::string kSql = kSelect + "WHERE id = $1";
  return select_one<Outage>(db, kSql, {id}, read_outage);
}

base::Result<std::vector<Outage>> outages_of_event(Database& db, const std::string& uid) {
  static const std::string kSql = kSelect + "WHERE uid = $1 AND uid <> '' ORDER BY id";
  return select_all<Outage>(db, kSql, {uid}, read_outage);
}

base::Result<std::vector<Outage>> all_outages(Database& db) {
  static const std::string kSql = kSelect + "ORDER BY start_at, id";
  return select_all<Outage>(db, kSql, {}, read_outage);
}

base::Status count_in_outage(Database& db, const std::string& id, const OutageCount& more) {
  return db.execute(
      "INSERT INTO outage_counts (outage, alerts, last_at) VALUES ($1, $2, $3) ON CONFLICT (outage) DO UPDATE SET "
      "alerts = alerts + excluded.alerts, last_at = max(last_at, excluded.last_at)",
      {id, as_value(more.alerts), as_value(more.last_at)});
}

base::Result<std::map<std::string, OutageCount, std::less<>>> outage_counts(Database& db) {
  std::map<std::string, OutageCount, std::less<>> counts;
  const auto each = [&](const Row& row) {
    Columns in(row);
    const std::string id = in.text();
    counts[id] = {in.number(), in.time()};
  };
  if (auto done = db.query("SELECT outage, alerts, last_at FROM outage_counts", {}, each); !done)
    return tl::unexpected<base::Error>(done.error());
  return counts;
}

base::Status forget_outage_counts(Database& db, base::UtcTime before) {
  return db.execute("DELETE FROM outage_counts WHERE last_at < $1", {as_value(before)});
}

}  // namespace redrive::central
