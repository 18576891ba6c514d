#include "central/store/agents.h"

#include "central/store/select.h"

namespace redrive::central {

base::Status put_agent(Database& db, const AgentRow& row) {
  return db.execute(
      "INSERT INTO agents (agent, key, heard_at, silences, silent, excused) VALUES ($1, $2, $3, $4, $5, $6) "
      "ON CONFLICT (agent) DO UPDATE SET key = excluded.key, heard_at = excluded.heard_at, "
      "silences = excluded.silences, silent = excluded.silent, excused = excluded.excused",
      {row.agent, row.key, as_value(row.heard_at), as_value(row.silences), std::int64_t{row.silent},
       std::int64_t{row.excused}});
}

base::Result<std::vector<AgentRow>> all_agents(Database& db) {
  return select_all<AgentRow>(db, "SELECT agent, key, heard_at, silences, silent, excused FROM agents ORDER BY agent",
                              {}, [](const Row& row) {
                                Columns in(row);
                                return AgentRow{in.text(), in.text(), in.time(), in.number(), in.flag(), in.flag()};
                              });
}

}  // namespace redrive::central
