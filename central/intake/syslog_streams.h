// Syslog over TCP: connections, and the messages in what they send.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "central/core/metrics.h"
#include "central/syslog/frames.h"
#include "shared/base/time.h"
#include "shared/sys/event_loop.h"
#include "shared/sys/file.h"

namespace redrive::central {

// A connection holds at most two messages' bytes, however slowly it sends. It is not closed for being quiet: a sender
// of plain syslog learns of that with the first message it loses. Where there are too many connections, the one that
// was quiet longest, for kQuiet at least, gives its place to a new one; else the new one is refused. Whoever has gone
// without a word is found by TCP's own keep-alive.
//
// Lives on the loop's thread, or before its run().
class SyslogStreams {
 public:
  struct Bounds {
    std::size_t connections = 1024, of_one_address = 128;
  };
  static constexpr base::Micros kQuiet = std::chrono::minutes(10);
  static constexpr std::size_t kRead = 64 * 1024;                          // bytes of one connection at a time
  static constexpr base::Micros kNoDescriptors = std::chrono::seconds(1);  // rest of a listener when none are left

  using Message = std::function<void(std::string message, const std::string& from)>;
  // `read` is called after each round of messages.
  SyslogStreams(sys::EventLoop& loop, const base::Clock& clock, Metrics& metrics, Message message,
                std::function<void()> read, Bounds bounds);

  void listen(sys::Fd listener);
  void pause();   // reads nothing
  void resume();  // no effect where it was not paused
  std::size_t connections() const { return connections_.size(); }

 private:
  struct Connection {
    sys::Fd fd;
    std::string from;
    SyslogFrames frames;
    base::SteadyTime heard;
  };
  void accept(int listener);
  bool find_place(const std::string& from);
  void read(int fd);
  void watch(int fd);
  void close(int fd);

  sys::EventLoop& loop_;
  const base::Clock& clock_;
  Metrics& metrics_;
  Message message_;
  std::function<void()> read_;
  Bounds bounds_;
  std::vector<sys::Fd> listeners_;
  std::map<int, Connection> connections_;
  std::map<std::string, std::size_t> of_address_;
  std::string buffer_;
  bool paused_ = false;
};

}  // namespace redrive::central
