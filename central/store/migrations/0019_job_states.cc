// How a job stands, in one look.
#include "central/store/migrations.h"

namespace redrive::central {
namespace {

constexpr std::string_view kStatements[] = {
    "CREATE INDEX job_servers_by_state ON job_servers (job, state)",
};

}  // namespace

constinit const Migration kMigration19{19, "job states", kStatements};

}  // namespace redrive::central
