// Syslog in: RFC 5424 and RFC 3164 over UDP and TCP (docs/syslog.md). Best effort, for syslog knows no acknowledgement:
// what was lost is counted where it can be known.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "central/core/live_options.h"
#include "central/intake/syslog_outlet.h"
#include "central/intake/syslog_streams.h"
#include "shared/base/result.h"

namespace redrive::central {

// What the intake works with; all outlive it.
struct SyslogIntakeParts {
  const LiveOptions& options;
  SyslogOutlet::Submit submit;
  const base::Clock& clock;
  Metrics& metrics;
};

// One thread with a loop of its own: what devices chatter, most of it no alert, holds up nobody else.
class SyslogIntake {
 public:
  static constexpr std::size_t kDatagrams = 64;                   // read of one socket before others have their turn
  static constexpr std::size_t kReceiveBuffer = 4 * 1024 * 1024;  // asked of the kernel for a datagram socket
  static constexpr base::Micros kTellLosses = std::chrono::minutes(1);  // in the log, at most

  // Binds [syslog] listen; nothing is read before start(). Without addresses it does nothing.
  static base::Result<std::unique_ptr<SyslogIntake>> open(SyslogIntakeParts parts);
  ~SyslogIntake() { stop(); }

  void start();
  // Ends reading and submits what was read. The deciding thread must still take it; what it answers comes until it has
  // stopped, and this must live so long.
  void stop();

  const std::vector<std::uint16_t>& ports() const { return ports_; }  // bound, in the order of [syslog] listen

 private:
  explicit SyslogIntake(SyslogIntakeParts parts);
  base::Status listen(const std::string& address);
  void read_datagrams(int fd, std::uint32_t& lost);
  void take(std::string_view message, const std::string& from, SyslogOutlet::Came came);
  void after_round();
  void tell_losses();

  SyslogIntakeParts parts_;
  sys::EventLoop loop_;
  std::unique_ptr<SyslogAlertReader> reader_;  // of the options in force
  SyslogOutlet outlet_;
  SyslogStreams streams_;
  std::vector<sys::Fd> sockets_;  // for datagrams
  std::vector<std::uint16_t> ports_;
  std::string buffer_;
  std::uint64_t lost_told_ = 0;
  std::thread thread_;
};

}  // namespace redrive::central
