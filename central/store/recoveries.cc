#include "central/store/recoveries.h"

#include "central/store/occurrences.h"
#include "central/store/select.h"

namespace redrive::central {
namespace {

base::Result<Recovery> read_recovery(const Row& row) {
  Columns in(row);
  Recovery out{in.text(), in.text(), in.time(), {}};
  auto episodes = decode_occurrences(in.view());
  if (!episodes) return tl::unexpected<base::Error>(std::move(episodes.error()));
  out.episodes = std::move(episodes->times);
  return out;
}

}  // namespace

base::Status put_recovery(Database& db, const Recovery& r) {
  return db.execute(
      "INSERT INTO recoveries (subject, failure_type, last_at, episode_bytes) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (subject, failure_type) DO UPDATE SET last_at = excluded.last_at, "
      "episode_bytes = excluded.episode_bytes",
      {r.subject, r.failure_type, as_value(r.last_at), encode_occurrences(r.episodes, {})});
}

base::Status delete_recovery(Database& db, const std::string& subject, const std::string& failure_type) {
  return db.execute("DELETE FROM recoveries WHERE subject = $1 AND failure_type = $2", {subject, failure_type});
}

base::Result<std::vector<Recovery>> all_recoveries(Database& db) {
  return select_all<Recovery>(db, "SELECT subject, failure_type, last_at, episode_bytes FROM recoveries", {},
                              read_recovery);
}

}  // namespace redrive::central
