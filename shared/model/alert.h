// An error alert as it reaches central, whatever it came through (requirement A1).
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::model {

enum class AlertStatus { kFiring, kResolved };  // resolved = evidence of recovery for the same server, device and type

struct Alert {
  std::string id;             // unique per sender; made by the intake where the sender gave none
  base::UtcTime occurred_at;  // by the sender's clock; the intake's time where the sender gave none
  std::string server;         // intermediate server; may be empty when device is given
  std::string device;         // recipient device; empty = the failure is the server's own
  std::string job;            // distribution job, or empty
  std::string package;        // package the failure is about, or empty
  std::string failure_type;   // as given; empty = find it by the rules over the text
  std::string message;        // raw text, UTF-8, at most kMaxMessage bytes
  std::string location;       // as the sender wrote it
  AlertStatus status = AlertStatus::kFiring;
  std::string extra;      // unknown fields, kept: a JSON object as text, or empty
  std::uint32_t run = 0;  // of the job, as its agent counts them (DeviceOutcome::run); 0 = not told

  bool operator==(const Alert&) const = default;
};

inline constexpr std::size_t kMaxMessage = 64 * 1024;
inline constexpr std::size_t kMaxLocation = 1024;
inline constexpr std::size_t kMaxExtra = 16 * 1024;

// Where an alert came from, for the inbox and the metrics. `sender` scopes Alert::id: agent name, token name, mailbox.
enum class AlertSource { kAgent, kHttp, kMail, kSyslog, kCentral };
std::string_view to_string(AlertSource source);

// A message or a failure type, and a server or a device, are needed; sizes and characters are bounded. Cuts nothing.
base::Status check_alert(const Alert& alert);

// `text` with invalid UTF-8 replaced by U+FFFD, control characters except \n and \t by spaces, cut at `limit` bytes on
// a character boundary. What the outside world wrote goes through here before it is stored.
std::string clean_text(std::string_view text, std::size_t limit);

std::string clean_line(std::string_view text, std::size_t limit);  // and \n and \t by spaces
// For a message: of one longer than kMaxMessage the middle is left out, and said so. Programs say what went wrong first
// or last.
std::string clean_message(std::string_view text);

std::string_view to_string(AlertStatus status);
base::Result<AlertStatus> parse_alert_status(std::string_view text);

}  // namespace redrive::model
