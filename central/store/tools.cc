#include "central/store/tools.h"

#include "central/store/select.h"

namespace redrive::central {
namespace {

base::Result<ToolRow> read_tool(const Row& row) {
  Columns in(row);
  auto manifest = model::parse_tool_manifest(in.view());
  if (!manifest) return base::fail(base::ErrorCode::kCorrupt, "a tool in the database: " + manifest.error().message);
  return ToolRow{std::move(*manifest), in.time(), in.text(), in.flag()};
}

}  // namespace

base::Status put_tool(Database& db, const ToolRow& tool) {
  const model::ToolManifest& m = tool.manifest;
  return db.execute(
      "INSERT INTO tools (digest, version, platform, schema, size, manifest, added_at, added_by, in_use) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (digest) DO UPDATE SET version = excluded.version, platform = excluded.platform, schema = "
      "excluded.schema, size = excluded.size, manifest = excluded.manifest, added_at = excluded.added_at, added_by = "
      "excluded.added_by, in_use = excluded.in_use",
      {m.digest, m.version, m.platform, std::int64_t{m.schema}, as_value(m.size), model::manifest_text(m),
       as_value(tool.added_at), tool.added_by, std::int64_t{tool.in_use}});
}

base::Status delete_tool(Database& db, const std::string& digest) {
  return db.execute("DELETE FROM tools WHERE digest = $1", {digest});
}

base::Result<std::vector<ToolRow>> all_tools(Database& db) {
  return select_all<ToolRow>(db, "SELECT manifest, added_at, added_by, in_use FROM tools ORDER BY version, platform",
                             {}, read_tool);
}

}  // namespace redrive::central
