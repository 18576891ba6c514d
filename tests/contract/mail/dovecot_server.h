// A real POP3 server of a test: Dovecot, started by tests/lab/dovecot.py.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "shared/config/central_options.h"
#include "tests/contract/mail/certificate.h"
#include "tests/contract/mail/smtp_server.h"

namespace redrive::mail {

// A folder of a test, gone with it.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = "/tmp/redrive-pop3-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

// The mailbox "redrive", for which the password is "geheim". With a certificate for `alternative` it also speaks TLS.
class DovecotServer {
 public:
  explicit DovecotServer(const std::string& alternative = "")
      : process_(words(folder_.path(), alternative), "tests/lab/dovecot.py"), tls_(!alternative.empty()) {}

  config::MailboxOptions options() const {
    config::MailboxOptions out;
    out.pop3 = tls_ ? "pop3s://redrive@127.0.0.1:" + std::to_string(process_.tls_port())
                    : "pop3://redrive@127.0.0.1:" + std::to_string(process_.port());
    out.password_file = folder_.write("password", "geheim\n");
    if (tls_) out.ca_file = (folder_.path() / "server.crt").string();
    out.timeout = std::chrono::seconds(30);
    return out;
  }
  void put(const std::string& name, const std::string& bytes) const {
    const auto part = box() / "tmp" / name;
    std::ofstream(part, std::ios::binary) << bytes;
    std::filesystem::permissions(part, std::filesystem::perms(0666));
    std::filesystem::rename(part, box() / "new" / name);
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const char* part : {"new", "cur"}) {
      for (const auto& entry : std::filesystem::directory_iterator(box() / part)) {
        const std::string name = entry.path().filename();
        out.push_back(name.substr(0, name.find(':')));
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }
  const TestFolder& folder() const { return folder_; }

 private:
  static std::vector<std::string> words(const std::filesystem::path& folder, const std::string& alternative) {
    std::vector<std::string> out{folder.string()};
    if (alternative.empty()) return out;
    make_certificate(folder / "server", alternative);
    out.insert(out.end(), {"--pem", (folder / "server.pem").string()});
    return out;
  }
  std::filesystem::path box() const { return folder_.path() / "mail" / "redrive"; }

  TestFolder folder_;
  SmtpServerProcess process_;
  bool tls_;
};

}  // namespace redrive::mail
