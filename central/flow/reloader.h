// Reads the configuration again while central runs: on SIGHUP and through the API. Reading, checking, comparing and
// compiling happen on the asking thread; the deciding thread only swaps (reload_flow.cc). What is broken is refused
// whole, and the old goes on.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "central/core/live_options.h"
#include "central/core/options_change.h"
#include "central/flow/requests.h"

namespace redrive::central {

struct ReloadReport {
  OptionsChange change;
  bool needs_force = false;  // more than a fifth of the devices would vanish
  bool applied = false;
  std::vector<std::string> warnings;  // what is right as it stands, but hardly meant
};

// What it works with; all outlive it.
struct ReloaderParts {
  LiveOptions& options;
  std::function<config::Parsed<config::CentralOptions>()> read;
  // Opens what the mail settings need, and gives the act that puts it into force. Its error is one of the
  // configuration.
  std::function<base::Result<std::function<void()>>(const config::MailOptions&)> prepare_mail;
  // The same for the mailbox that is read.
  std::function<base::Result<std::function<void()>>(const config::MailboxOptions&)> prepare_mailbox;
  std::function<base::Status(Reload)> commit;  // the deciding thread
};

class Reloader {
 public:
  explicit Reloader(ReloaderParts parts) : parts_(std::move(parts)) {}
  ~Reloader() { stop(); }

  // Blocks; from any thread but the loop's and the deciding one. Every call reads the files anew: what a preview saw
  // may be gone. kInvalid with every problem, one a line; kConflict when more than a fifth of the devices would vanish
  // and not `force` (a preview says so in its report instead); kUnavailable while another reload runs.
  base::Result<ReloadReport> reload(const Actor& actor, bool preview, bool force);

  // For the signal, from any thread, at once: a thread of its own reloads, without force, and calls `done` after each
  // reload. Signals that come while one is under way are one more reload, however many they are.
  void start(std::function<void()> done);
  void request();
  void stop();  // a reload under way is finished, one that has not begun is not

 private:
  base::Result<ReloadReport> run(const Actor& actor, bool preview, bool force);
  base::Result<ReloadReport> judge(const Actor& actor, bool preview, bool force);
  void serve(const std::function<void()>& done);

  ReloaderParts parts_;
  std::mutex running_;  // held by the reload under way

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool requested_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace redrive::central
