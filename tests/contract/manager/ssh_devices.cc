#include "tests/contract/manager/ssh_devices.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "shared/sys/file.h"

namespace redrive::agent::test {
namespace {

constexpr const char* kSshd = "/usr/sbin/sshd";

std::string name_of_user() {
  const char* user = std::getenv("USER");
  return ::getuid() == 0 ? "root" : user ? user : "nobody";
}

sockaddr_in at(const std::string& address, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &out.sin_addr);
  return out;
}

std::uint16_t free_port(const std::string& address) {
  const sys::Fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in bound = at(address, 0);
  socklen_t size = sizeof bound;
  if (::bind(probe.get(), reinterpret_cast<sockaddr*>(&bound), size) != 0 ||
      ::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    throw std::runtime_error("no free port at " + address);
  }
  return ntohs(bound.sin_port);
}

bool answers(const model::DeviceAddress& where) {
  const sys::Fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in to = at(where.address, where.port);
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

std::string first_two_words(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string type, key;
  in >> type >> key;
  return type + " " + key;
}

}  // namespace

std::string SshDevices::missing() {
  if (!std::filesystem::exists(kSshd)) return "openssh-server is not installed";
  if (!std::filesystem::exists("/usr/bin/rsync")) return "rsync is not installed";
  return {};
}

SshDevices::SshDevices(std::filesystem::path folder, std::filesystem::path root)
    : folder_(std::move(folder)), root_(std::move(root)) {
  std::filesystem::create_directories(folder_);
  if (::getuid() == 0) ::mkdir("/run/sshd", 0755);  // where sshd of Debian gives up its rights
  run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder_ / "id"});
  std::ofstream(known_hosts()).flush();
}

SshDevices::~SshDevices() = default;

void SshDevices::run(const std::vector<std::string>& argv) {
  sys::ProcessRequest request;
  request.argv = argv;
  const auto result = processes_.run(request, {});
  if (result.code != 0) throw std::runtime_error(argv[0] + ": " + result.output);
}

config::ManagerOptions SshDevices::options() const {
  config::ManagerOptions options;
  options.kind = "rsync_ssh";
  options.user = name_of_user();
  options.identity_file = folder_ / "id";
  options.known_hosts = known_hosts();
  options.staging = kStaging;
  return options;
}

model::DeviceAddress SshDevices::device(const std::string& name) {
  auto known = servers_.find(name);
  if (known == servers_.end()) known = servers_.emplace(name, start(name, static_cast<int>(servers_.size()) + 2)).first;
  return known->second.where;
}

void SshDevices::stop(const std::string& name) {
  Server& server = servers_.at(name);
  server.process.request_stop();
  if (server.process.joinable()) server.process.join();
}

void SshDevices::refuse_key(const std::string& name) {
  std::ofstream(folder_ / name / "authorized_keys", std::ios::trunc).flush();
}

SshDevices::Server SshDevices::start(const std::string& name, int number) {
  const std::string address = fmt::format("127.0.0.{}", number);
  Server server{{name, address, "", free_port(address)}, {}};
  const auto own = folder_ / name;
  std::filesystem::create_directories(own);
  std::filesystem::copy_file(folder_ / "id.pub", own / "authorized_keys");
  run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", own / "host"});
  std::ofstream(known_hosts(), std::ios::app)
      << fmt::format("[{}]:{} {}\n", address, server.where.port, first_two_words(own / "host.pub"));
  std::ofstream(own / "command") << fmt::format(
      "#!/bin/sh\nexec sh -c \"$(printf %s \"$SSH_ORIGINAL_COMMAND\" | sed 's,{},{},g')\"\n", kStaging,
      (root_ / name).string());
  std::filesystem::permissions(own / "command", std::filesystem::perms::owner_all);
  std::ofstream(own / "sshd_config") << fmt::format(
      "ListenAddress {}:{}\nHostKey {}\nAuthorizedKeysFile {}\nForceCommand {}\nStrictModes no\nUsePAM no\nPidFile "
      "none\n"
      "PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n",
      address, server.where.port, (own / "host").string(), (own / "authorized_keys").string(),
      (own / "command").string());
  server.process = std::jthread([this, config = own / "sshd_config"](std::stop_token stop) {
    sys::ProcessRequest request;
    request.argv = {kSshd, "-D", "-e", "-f", config};
    request.deadline = std::chrono::hours(1);
    processes_.run(request, std::move(stop));
  });
  while (!answers(server.where)) std::this_thread::yield();
  return server;
}

}  // namespace redrive::agent::test
