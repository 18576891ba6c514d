#include "tests/contract/mail/smtp_server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

extern char** environ;

namespace redrive::mail {

SmtpServerProcess::SmtpServerProcess(const std::vector<std::string>& arguments, const std::string& script) {
  const char* source = std::getenv("REDRIVE_SOURCE_DIR");
  std::vector<std::string> words = {"/usr/bin/python3", std::string(source != nullptr ? source : ".") + "/" + script};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  const int failed = ::posix_spawn(&child_, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  to_child_ = in[1];
  from_child_ = ::fdopen(out[0], "r");
  if (failed != 0) throw std::runtime_error("cannot start " + words[0]);
  const std::string line = read_line();
  if (!line.starts_with("ready ")) throw std::runtime_error(script + " did not get ready: " + line);
  std::istringstream(line.substr(6)) >> port_ >> tls_port_;
}

SmtpServerProcess::~SmtpServerProcess() {
  end();
  std::fclose(from_child_);
}

std::string SmtpServerProcess::read_line() {
  std::string line;
  for (int c = std::fgetc(from_child_); c != EOF && c != '\n'; c = std::fgetc(from_child_))
    line += static_cast<char>(c);
  return line;
}

nlohmann::json SmtpServerProcess::next_event() {
  const std::string line = read_line();
  if (line.empty()) throw std::runtime_error("smtp_server.py ended");
  return nlohmann::json::parse(line);
}

std::vector<nlohmann::json> SmtpServerProcess::end() {
  std::vector<nlohmann::json> rest;
  if (child_ < 0) return rest;
  ::close(to_child_);
  for (std::string line = read_line(); !line.empty(); line = read_line()) rest.push_back(nlohmann::json::parse(line));
  ::waitpid(child_, nullptr, 0);
  child_ = -1;
  return rest;
}

std::string message_of(const nlohmann::json& event) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, held = 0;
  for (char c : event.at("content").get<std::string>()) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<unsigned>(kDigits.find(c));
    if ((held += 6) >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xFF);
  }
  return out;
}

}  // namespace redrive::mail
