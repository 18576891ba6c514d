// smtp_server.py, or another server in Python, as a child process of a test.
#pragma once

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace redrive::mail {

class SmtpServerProcess {
 public:
  explicit SmtpServerProcess(const std::vector<std::string>& arguments = {},
                             const std::string& script = "tests/contract/mail/smtp_server.py");
  ~SmtpServerProcess();
  SmtpServerProcess(const SmtpServerProcess&) = delete;
  SmtpServerProcess& operator=(const SmtpServerProcess&) = delete;

  int port() const { return port_; }
  int tls_port() const { return tls_port_; }  // of a server that prints two
  // The next thing the server tells of; waits for it.
  nlohmann::json next_event();
  // Ends the server and returns all it told and nobody took.
  std::vector<nlohmann::json> end();

 private:
  std::string read_line();

  int to_child_ = -1;
  std::FILE* from_child_ = nullptr;
  int child_ = -1;
  int port_ = 0, tls_port_ = 0;
};

// One-line events decoded: the bytes of a "message" event's content.
std::string message_of(const nlohmann::json& event);

}  // namespace redrive::mail
