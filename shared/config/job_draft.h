// A job file while it is being read.
#pragma once

#include "shared/config/item_table.h"
#include "shared/config/job_file.h"

namespace redrive::config {

struct JobDraft {
  std::string name;
  std::vector<std::filesystem::path> packages;
  std::vector<std::string> servers;
  std::vector<Placed<JobServer>> server_sections;
  model::JobParameters parameters;
};

// Every key of a job file.
ItemTable<JobDraft> job_table();

}  // namespace redrive::config
