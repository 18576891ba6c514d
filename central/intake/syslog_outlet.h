// Alerts on their way from syslog to the deciding thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "central/core/metrics.h"
#include "central/flow/requests.h"
#include "central/syslog/alert_reader.h"
#include "shared/sys/event_loop.h"

namespace redrive::central {

// Syslog has no acknowledgements. A datagram's alert that cannot be stored in time is dropped and counted. One of a
// stream waits, and streams are not read meanwhile, so that their senders wait too.
//
// Lives on the loop's thread; must outlive whoever answers what it submitted.
class SyslogOutlet {
 public:
  static constexpr std::size_t kAlerts = 4096;   // without an answer yet; a datagram's beyond them is dropped
  static constexpr std::size_t kStreams = 1024;  // from so many on streams are not read
  static constexpr std::size_t kRequests = 64;   // under way at a time: others use the deciding thread's queue too
  static constexpr base::Micros kRetry{200'000};

  using Answer = std::function<void(base::Result<SubmitAlerts::Reply>)>;
  // Decider::post: false when its queue is full, and the answer is not called then; else it comes on any thread.
  using Submit = std::function<bool(SubmitAlerts, Answer)>;

  // `room` is called when there is room for streams again.
  SyslogOutlet(sys::EventLoop& loop, Submit submit, Metrics& metrics, std::function<void()> room);

  enum class Came { kDatagram, kStream };
  void add(SyslogAlert read, Came came);
  void flush();  // after a round of add()
  bool has_room() const { return unanswered_ < kStreams; }
  void finish();  // the loop has ended: submits what waits, once

 private:
  using Group = std::pair<std::string, Came>;  // sender: ids are unique to one
  using Alerts = std::vector<model::Alert>;

  bool submit(const Group& group, const Alerts& alerts);
  void answered(const Group& group, Alerts alerts, const base::Result<SubmitAlerts::Reply>& reply);
  void flush_later();

  sys::EventLoop& loop_;
  Submit submit_;
  Metrics& metrics_;
  std::function<void()> room_;
  std::map<Group, Alerts> waiting_;
  std::size_t unanswered_ = 0;  // alerts that wait or are under way
  std::size_t under_way_ = 0;   // requests
  bool retry_set_ = false;
};

}  // namespace redrive::central
