// What agents were told and what they told: commands waiting for them, how far their spools are durable here.
#include <limits>

#include "central/store/jobs.h"
#include "central/store/select.h"

namespace redrive::central {

base::Status put_command(Database& db, const CommandRow& row) {
  return db.execute(
      "INSERT INTO commands (id, agent, created_at, bytes) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, created_at = excluded.created_at, bytes = excluded.bytes",
      {row.id, row.agent, as_value(row.created_at), row.bytes});
}

base::Status delete_command(Database& db, const std::string& id) {
  return db.execute("DELETE FROM commands WHERE id = $1", {id});
}

base::Result<std::vector<CommandRow>> commands_for(Database& db, const std::string& agent) {
  return select_all<CommandRow>(db,
                                "SELECT id, agent, bytes, created_at FROM commands WHERE agent = $1 ORDER BY number",
                                {agent}, [](const Row& row) {
                                  Columns in(row);
                                  return CommandRow{in.text(), in.text(), in.text(), in.time()};
                                });
}

base::Result<std::uint64_t> spool_acked(Database& db, const std::string& agent, const std::string& spool) {
  return select_number(db, "SELECT through FROM spools WHERE agent = $1 AND spool = $2", {agent, spool})
      .map([](std::int64_t n) { return static_cast<std::uint64_t>(n); });
}

base::Status put_spool_acked(Database& db, const std::string& agent, const std::string& spool, std::uint64_t through) {
  if (through > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return base::fail(base::ErrorCode::kInvalid, "spool " + spool + " of " + agent + ": its number is too great");
  }
  return db.execute(
      "INSERT INTO spools (agent, spool, through) VALUES ($1, $2, $3) "
      "ON CONFLICT (agent, spool) DO UPDATE SET through = excluded.through WHERE excluded.through > spools.through",
      {agent, spool, as_value(through)});
}

}  // namespace redrive::central
