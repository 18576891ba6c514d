// The versions of the redistribution tool kept at central (R8). The programs are in the package store, by their
// digests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "central/store/database.h"
#include "shared/base/time.h"
#include "shared/model/tool.h"

namespace redrive::central {

struct ToolRow {
  model::ToolManifest manifest;
  base::UtcTime added_at{};
  std::string added_by;
  bool in_use = false;  // for its platform: at most one is

  bool operator==(const ToolRow&) const = default;
};

base::Status put_tool(Database& db, const ToolRow& tool);  // inserts or replaces by digest
base::Status delete_tool(Database& db, const std::string& digest);

// By version and platform, kCorrupt when a manifest cannot be read. They are few (flow/tool_flow.cc bounds them).
base::Result<std::vector<ToolRow>> all_tools(Database& db);

}  // namespace redrive::central
