// A tool, signed, and a desk that runs it; beside a JobWorld.
#pragma once

#include <gtest/gtest.h>

#include "agent/app/tool_desk.h"
#include "shared/base/digest.h"
#include "shared/sys/file.h"

namespace redrive::agent::test {

// Sanitizers open files of their own, which a sealed program cannot.
#ifdef REDRIVE_SANITIZED
#define REDRIVE_NEEDS_TOOLS() GTEST_SKIP() << "tools are not run sealed in builds with sanitizers"
#else
#define REDRIVE_NEEDS_TOOLS() static_cast<void>(0)
#endif

class ToolWorld {
 public:
  explicit ToolWorld(const std::filesystem::path& state_dir)
      : state_dir_(state_dir),
        tools(std::move(*sys::ContentStore::open(state_dir / "tools"))),
        key(base::make_signing_key(random)),
        desk({state_dir, tools, processes, [this] { return keys; },
              [this](const model::ToolManifest& manifest) { return fetch(manifest); },
              [this](const model::Alert& alert) { return alerts.push_back(alert), spool_takes; }}) {
    keys = {base::make_signing_key(random).public_key, key.public_key};
  }

  // Of the program in this file.
  model::ToolManifest manifest_of(const std::filesystem::path& file, const std::string& version = "9.9.9") {
    this->program = *sys::read_file(file);
    return signed_(
        {version, std::string(model::this_platform()), 1, this->program.size(), base::digest_of(this->program), ""});
  }
  model::ToolManifest newer() { return manifest_of(REDRIVE_NEWER_TOOL); }
  model::ToolManifest signed_(model::ToolManifest manifest) {
    model::sign(manifest, key);
    return manifest;
  }
  PlanMaker maker() {
    return [this](const JobRecord& record, const PlanContext& context) { return desk.make(record, context); };
  }
  std::filesystem::path file_of(const model::ToolManifest& manifest) { return tools.path_of(manifest.digest); }

 private:
  base::Status fetch(const model::ToolManifest& manifest) {
    ++fetches;
    if (!central) return central;
    auto writer = tools.receive(manifest.digest, manifest.size);
    if (!writer) return tl::unexpected<base::Error>(writer.error());
    if (auto written = writer->append(program); !written) return written;
    return writer->commit();
  }

  const std::filesystem::path state_dir_;
  base::SeededRandom random{3};

 public:
  sys::ContentStore tools;
  sys::PosixProcessRunner processes;
  base::SigningKey key;
  std::vector<std::string> keys;
  std::string program;   // what central has
  base::Status central;  // whether it can be reached
  int fetches = 0;
  bool spool_takes = true;
  std::vector<model::Alert> alerts;
  ToolDesk desk;
};

}  // namespace redrive::agent::test
