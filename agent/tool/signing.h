// Releasing a tool (docs/tools.md): for whoever keeps the secret key, on a machine of their own. Each returns the exit
// code, with words on stderr where it is not 0.
#pragma once

#include <filesystem>
#include <string>

namespace redrive::agent {

// Makes a key: the secret half into `out`, a file that must not exist yet, mode 0600; the public half to stdout.
int keygen(const std::filesystem::path& out);

struct Release {
  std::filesystem::path program, key;
  std::string version, platform;
};
// Writes the manifest of the program beside it: PROGRAM.tool.
int sign(const Release& release);

}  // namespace redrive::agent
