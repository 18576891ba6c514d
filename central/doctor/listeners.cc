#include "central/doctor/listeners.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

namespace redrive::central {
namespace {

namespace fs = std::filesystem;

// Columns of /proc/net/tcp (proc(5)).
constexpr std::size_t kLocal = 1, kState = 3, kInode = 9;
constexpr const char *kListening = "0A", *kBound = "07";  // of TCP, of UDP

struct Socket {
  Listener listener;
  std::string inode;
};

void read_sockets(const fs::path& file, bool udp, std::vector<Socket>& out) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);  // headings
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::vector<std::string> columns;
    for (std::string word; words >> word;) columns.push_back(word);
    if (columns.size() <= kInode || columns[kState] != (udp ? kBound : kListening)) continue;
    const std::string hex = columns[kLocal].substr(columns[kLocal].rfind(':') + 1);
    Socket socket{{0, udp, {}}, columns[kInode]};
    if (std::from_chars(hex.data(), hex.data() + hex.size(), socket.listener.port, 16).ec == std::errc())
      out.push_back(std::move(socket));
  }
}

std::string read_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

// inode of a socket -> who has it open, as far as we may look
std::map<std::string, std::string> owners(const fs::path& proc) {
  std::map<std::string, std::string> out;
  std::error_code error;
  for (const auto& process : fs::directory_iterator(proc, error)) {
    const std::string id = process.path().filename().string();
    if (id.find_first_not_of("0123456789") != id.npos) continue;
    std::error_code denied;
    for (const auto& open : fs::directory_iterator(process.path() / "fd", denied)) {
      std::error_code gone;
      const std::string target = fs::read_symlink(open.path(), gone).string();
      if (gone || !target.starts_with("socket:[")) continue;
      out.emplace(target.substr(8, target.size() - 9), fmt::format("{} ({})", read_line(process.path() / "comm"), id));
    }
  }
  return out;
}

}  // namespace

std::vector<Listener> read_listeners(const fs::path& proc) {
  std::vector<Socket> sockets;
  for (const char* family : {"tcp", "tcp6"}) read_sockets(proc / "net" / family, false, sockets);
  for (const char* family : {"udp", "udp6"}) read_sockets(proc / "net" / family, true, sockets);
  const auto known = owners(proc);
  std::vector<Listener> out;
  for (auto& socket : sockets) {
    if (const auto owner = known.find(socket.inode); owner != known.end()) socket.listener.program = owner->second;
    out.push_back(std::move(socket.listener));
  }
  return out;
}

}  // namespace redrive::central
