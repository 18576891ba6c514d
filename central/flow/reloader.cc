#include "central/flow/reloader.h"

#include <fmt/format.h>

#include "central/core/rules.h"
#include "mail/read/mail_rules.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

std::string refusal(const OptionsChange& change) {
  return fmt::format(
      "{} of {} devices would vanish, which is more than a fifth ({}); when that is meant: redrive devices reload "
      "--force",
      change.removed.size(), change.had, first_names(change.removed));
}

}  // namespace

Result<ReloadReport> Reloader::reload(const Actor& actor, bool preview, bool force) {
  const std::unique_lock running(running_, std::try_to_lock);
  if (!running) return base::fail(ErrorCode::kUnavailable, "another reload is under way; try again in a moment");
  return run(actor, preview, force);
}

Result<ReloadReport> Reloader::run(const Actor& actor, bool preview, bool force) {
  auto report = judge(actor, preview, force);
  if (!report) {
    log::error("reload", fmt::format("refused, the configuration in force goes on (asked by {}):", actor.name));
    log::error_lines("reload", report.error().message);
  } else if (report->applied) {
    log::info("reload", fmt::format("done (asked by {}): {}", actor.name, describe(report->change)));
    for (const auto& key : report->change.restart)
      log::warning("reload", fmt::format("{} differs from what is in force; it needs a restart", key));
    for (const auto& warning : report->warnings) log::warning("reload", warning);
  }
  return report;
}

Result<ReloadReport> Reloader::judge(const Actor& actor, bool preview, bool force) {
  auto read = parts_.read();
  if (!read) return base::fail(ErrorCode::kInvalid, config::to_text(read.error()));
  const auto now = parts_.options.get();
  ReloadReport report;
  report.change = change_of(*now, *read);
  report.needs_force = too_many_vanish(report.change);

  auto next = std::make_shared<const config::CentralOptions>(in_force(*now, std::move(*read)));
  auto rules = std::make_shared<const Rules>(next);
  const mail::MailRules mail_rules(next->mail_rules);
  auto problems = rules->classifier.problems();
  problems.insert(problems.end(), mail_rules.problems().begin(), mail_rules.problems().end());
  auto mail = parts_.prepare_mail(next->mail);
  if (!mail) problems.push_back(fmt::format("{}: [mail] {}", next->file.string(), mail.error().message));
  auto mailbox = parts_.prepare_mailbox(next->mailbox);
  if (!mailbox) problems.push_back(fmt::format("{}: [mailbox] {}", next->file.string(), mailbox.error().message));
  if (!problems.empty()) return base::fail(ErrorCode::kInvalid, fmt::format("{}", fmt::join(problems, "\n")));

  report.warnings = rules->classifier.warnings();
  if (preview) return report;
  if (report.needs_force && !force) return base::fail(ErrorCode::kConflict, refusal(report.change));
  const auto apply = [&options = parts_.options, next, swap_mail = *mail, swap_mailbox = *mailbox] {
    options.set(next);
    swap_mail();
    swap_mailbox();
  };
  if (auto done = parts_.commit({actor, std::move(rules), describe(report.change), apply}); !done)
    return tl::unexpected(done.error());
  report.applied = true;
  return report;
}

// ---- asked by a signal

void Reloader::start(std::function<void()> done) {
  thread_ = std::thread([this, done = std::move(done)] { serve(done); });
}

void Reloader::request() {
  {
    std::lock_guard lock(mutex_);
    requested_ = true;
  }
  changed_.notify_all();
}

void Reloader::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Reloader::serve(const std::function<void()>& done) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return requested_ || stopping_; });
      if (stopping_) return;
      requested_ = false;
    }
    {
      // Nobody repeats a signal: it waits for its turn.
      const std::lock_guard running(running_);
      (void)run({"SIGHUP", "signal"}, false, false);
    }
    done();
  }
}

}  // namespace redrive::central
