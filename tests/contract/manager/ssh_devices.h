// Devices that are real SSH servers on this machine: each one an sshd of its own on a loopback address, with a host key
// of its own and a folder of its own in the place of the staging folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "shared/config/agent_options.h"
#include "shared/model/job.h"
#include "shared/sys/process.h"

namespace redrive::agent::test {

class SshDevices {
 public:
  static constexpr const char* kStaging = "/redrive-staging-of-a-test";  // not there: a device's folder stands for it

  // Keys and configurations go to `folder`, devices' files to `root`/<device>/.
  SshDevices(std::filesystem::path folder, std::filesystem::path root);
  ~SshDevices();

  // Why there can be none here; empty when there can.
  static std::string missing();

  config::ManagerOptions options() const;
  // Starts it the first time.
  model::DeviceAddress device(const std::string& name);
  void stop(const std::string& name);  // nobody listens there any more

  void refuse_key(const std::string& name);
  std::filesystem::path known_hosts() const { return folder_ / "known_hosts"; }

 private:
  struct Server {
    model::DeviceAddress where;
    std::jthread process;  // its stop ends the server
  };
  void run(const std::vector<std::string>& argv);
  Server start(const std::string& name, int number);

  const std::filesystem::path folder_, root_;
  sys::PosixProcessRunner processes_;
  std::map<std::string, Server> servers_;
};

}  // namespace redrive::agent::test
