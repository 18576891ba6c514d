// Which syslog messages are alerts, and which alert each is. docs/syslog.md tells senders the same.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "central/core/classifier.h"
#include "central/syslog/message.h"
#include "shared/model/alert.h"

namespace redrive::central {

struct SyslogAlert {
  std::string sender;  // scopes the alert's id: the host name in the message, else the address it came from
  model::Alert alert;
};

// Syslog carries everything. A message is an alert when it names a failure type; or when a rule finds one in its text
// that is not "unknown", and it is at least as severe as [syslog] severity. One [[rule]] of type "unknown" therefore
// keeps what it finds from becoming alerts.
//
// Constant after construction, safe from any thread.
class SyslogAlertReader {
 public:
  explicit SyslogAlertReader(std::shared_ptr<const config::CentralOptions> options);

  // Nothing: no alert. `peer` is the address it came from.
  std::optional<SyslogAlert> read(std::string_view frame, const std::string& peer, base::UtcTime arrived) const;

  const std::shared_ptr<const config::CentralOptions>& options() const { return options_; }

 private:
  const model::Device* listed(std::string_view host) const;
  void take_named(model::Alert& alert, std::string_view name, const std::string& value) const;
  void take_structured_data(model::Alert& alert, const SyslogMessage& message) const;
  void take_host(model::Alert& alert, const std::string& host) const;
  bool is_alert(const model::Alert& alert, int severity) const;

  std::shared_ptr<const config::CentralOptions> options_;
  Classifier classifier_;
  int severity_;
  std::map<std::string, const model::Device*, std::less<>> by_address_;  // nullptr: several devices have it
};

// When it happened, and whether the message's own time may tell it from another like it. A time with a zone is believed
// as everywhere (believable_time). One without is read as UTC and believed while that is less than an hour behind its
// arrival: no sender in another zone can look like that, and the rest is told the time of arrival.
struct SyslogTime {
  base::UtcTime at;
  bool tells_apart = false;  // it moves on: not missing, and not of a clock that starts anew at every boot
};
SyslogTime time_of(const SyslogMessage& message, base::UtcTime arrived);

}  // namespace redrive::central
