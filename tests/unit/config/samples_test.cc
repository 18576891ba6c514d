// The samples in etc/ and the examples in the documents are right.
#include "shared/config/agent_options.h"
#include "shared/config/central_options.h"
#include "shared/config/job_file.h"
#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

TEST(Samples, CentralWithItsInventory) {
  const auto options = value_of(load_central_options(source_path("etc/central.toml")));
  EXPECT_EQ(options.centres.size(), 3U);
  EXPECT_EQ(options.inventory.devices.size(), 7U);
  EXPECT_EQ(options.inventory.locations.size(), 3U);
  EXPECT_EQ(options.thresholds.rules.size(), 4U);
}

TEST(Samples, Agent) {
  EXPECT_EQ(value_of(load_agent_options(source_path("etc/agent.toml"))).name, "ids-0001");
}

TEST(Samples, Job) {
  const auto job = value_of(load_job_file(source_path("etc/job.toml")));
  EXPECT_EQ(job.packages.size(), 1U);
  EXPECT_EQ(job.servers.size(), 1U);
}

// What is commented out in the samples must be right too: taken in, it still parses (files it names apart).
TEST(Samples, CommentedKeysAreKnown) {
  const ConfigFiles files;
  for (const char* name : {"devices.csv", "locations.csv"}) files.write(name, source_text(std::string("etc/") + name));
  for (const char* name : {"smtp.password", "pop3.password", "fullchain.pem", "key.pem"}) files.write(name, "x");
  std::string text;
  std::istringstream lines(source_text("etc/central.toml"));
  for (std::string line; std::getline(lines, line);) {
    const bool key = line.starts_with("# ") && (line.starts_with("# [") || line.find(" = ") != std::string::npos);
    text += (key ? line.substr(2) : line) + "\n";
  }
  const auto options = value_of(load_central_options(files.write("central.toml", text)));
  EXPECT_EQ(options.tool_keys.size(), 1U);
  EXPECT_EQ(options.mailbox.pop3, "pop3s://redrive@mail.example.com");
  EXPECT_THAT(options.syslog.listen, testing::ElementsAre("udp://127.0.0.1:5514", "tcp://127.0.0.1:5514"));
}

}  // namespace
}  // namespace redrive::config
