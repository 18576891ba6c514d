// The database: whether it opens, of which schema it is, and what SQLite's quick check says.
#include <fmt/format.h>

#include "central/doctor/examinations.h"
#include "central/store/integrity.h"
#include "central/store/store.h"
#include "shared/text/columns.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

constexpr std::uint64_t kMostLooked = 4'000'000'000;  // bytes: about half a minute from a disk

Finding judge_schema(const SchemaState& schema) {
  if (schema.stored > schema.known) {
    return failed("schema",
                  fmt::format("the database is of schema {}, this program knows {}", schema.stored, schema.known),
                  "install the newer redrive-central again, or restore the copy made before the upgrade");
  }
  if (schema.stored < schema.known)
    return warning("schema", fmt::format("{}; central brings it to {} at its next start", schema.stored, schema.known),
                   "nothing: a copy is made first");
  return ok("schema", std::to_string(schema.stored));
}

}  // namespace

Findings examine_database(const config::CentralOptions& options) {
  auto opened = open_database(options.store_url, options.state_dir, Access::kRead);
  if (!opened) {
    if (opened.error().code == base::ErrorCode::kNotFound)
      return {warning("database", "there is none yet", "it is made at the first start")};
    return {failed("database", opened.error().message, "see [store] url and the rights of the state directory")};
  }
  Findings out;
  const auto schema = schema_state(**opened);
  if (!schema) return {failed("database", schema.error().message, "restore it from the backup")};
  out.push_back(judge_schema(*schema));
  const auto bytes = database_bytes(**opened);
  if (bytes && *bytes > kMostLooked) {
    out.push_back(ok("database", fmt::format("{}: too large to be looked through here", text::size_words(*bytes))));
    return out;
  }
  const auto flaws = quick_check(**opened);
  if (!flaws) {
    out.push_back(
        failed("database", flaws.error().message, "stop central, copy the state directory, restore the backup"));
  } else if (!flaws->empty()) {
    out.push_back(failed("database", fmt::format("damaged: {}", fmt::join(*flaws, "; ")),
                         "stop central, copy the state directory, restore the backup"));
  } else {
    out.push_back(ok("database", fmt::format("whole, {}", bytes ? text::size_words(*bytes) : "size not known")));
  }
  return out;
}

}  // namespace redrive::central
