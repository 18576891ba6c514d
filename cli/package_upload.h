// Bringing a file to central's package store, with a progress bar on a terminal.
#pragma once

#include <filesystem>

#include "cli/client.h"
#include "shared/model/job.h"

namespace redrive::cli {

// Name, size and digest of what a file holds; reads all of it.
base::Result<model::PackageRef> describe_package(const std::filesystem::path& file);

// Goes on from what central has already; moves no byte when it has all.
base::Status upload_package(Client& client, const std::filesystem::path& file, const model::PackageRef& package);

}  // namespace redrive::cli
