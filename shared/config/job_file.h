// A job file (TOML) as written by the person who distributes: docs/job-file.md.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/config/problem.h"
#include "shared/model/job.h"

namespace redrive::config {

struct JobServer {
  std::string server;                // name or glob
  std::vector<std::string> devices;  // names or globs; empty = every recipient of the server in the inventory
};

struct JobFile {
  std::string name;
  std::vector<std::filesystem::path> packages;  // resolved against the job file's folder; each is a regular file
  std::vector<JobServer> servers;               // from servers = […] or [[server]]
  model::JobParameters parameters;
};

// Reads and checks the file. That the servers and devices exist is for the inventory's owner to say.
Parsed<JobFile> load_job_file(const std::filesystem::path& file);

}  // namespace redrive::config
