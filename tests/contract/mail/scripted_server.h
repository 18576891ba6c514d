// A TCP server that speaks just what a test's script says, for what no decent SMTP server does.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace redrive::mail {

// The server's end of one connection; used by the script on the server's thread.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}
  ~Peer() { cut(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool say(const std::string& bytes);   // false when the client is gone
  std::string hear();                   // a line without its end; empty when the client is gone
  std::string hear_data();              // what stands before CRLF.CRLF
  void drip(const std::string& bytes);  // a byte now and then, until the client is gone
  void until_gone();                    // reads on until the client closes
  void cut();

  // The usual course up to a point, for scripts that only differ after it.
  void greet();         // greeting, EHLO
  void take_to_data();  // MAIL, RCPT, DATA, the message

 private:
  int fd_;
  std::string rest_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  // Each connection gets the next script; after the last nobody listens any more.
  explicit ScriptedServer(std::vector<Script> scripts);
  ~ScriptedServer();
  int port() const { return port_; }
  int connections() const { return connections_; }  // after join()
  void join();

 private:
  int listener_ = -1;
  int port_ = 0;
  int connections_ = 0;
  std::thread thread_;
};

}  // namespace redrive::mail
