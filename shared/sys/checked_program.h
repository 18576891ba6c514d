// A program that is run only if it is the one that was meant.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::sys {

// A copy of the file in memory, which nobody can change any more, and whose digest is this: what was checked is what
// runs (Seal::program), whatever happens to the file, and the file itself need not be executable. kNotFound; kCorrupt
// when size or digest are others.
base::Result<Fd> checked_program(const std::filesystem::path& file, std::uint64_t size, std::string_view digest);

}  // namespace redrive::sys
