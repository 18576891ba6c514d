// What the deciding thread works on; filled by main, without behaviour. Only that thread touches it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "central/core/live_options.h"
#include "central/core/metrics.h"
#include "central/core/recent_ids.h"
#include "central/core/report_watch.h"
#include "central/core/triage_state.h"
#include "central/flow/mail_rate.h"
#include "central/store/agents.h"
#include "central/store/database.h"
#include "mail/compose/mail_name.h"
#include "mail/compose/templates.h"
#include "mail/read/mail_rules.h"
#include "shared/base/random.h"
#include "shared/base/time.h"

namespace redrive::central {

struct FlowContext {
  const base::Clock& clock;
  base::Random& random;
  Database& db;
  const LiveOptions& options;
  Metrics& metrics;

  TriageState triage{};  // counters, open failures, open tickets, outages: what the store holds, in memory
  RecentIds recent{};    // index of repeats
  std::map<std::string, AgentRow, std::less<>> agents{};  // those that were ever connected
  ReportWatch reports{};                                  // not in the store: counted anew by each process
  std::optional<base::UtcTime> rollouts_due{};            // when to look at them again; when loaded: at once
  MailRate mail_rate{};                                   // likewise
  std::shared_ptr<const Rules> reloaded{};  // compiled for the options of the last reload (reload_flow.cc)

  mail::Templates templates = mail::shipped_templates();  // of the options in force
  std::shared_ptr<const mail::MailRules> mail_rules{};    // likewise
  mail::SealKey mail_key{};                               // set by main: seals the Message-IDs

  // Set by main: told after each commit that wrote such rows.
  std::function<void()> mail_waiting = [] {};
  std::function<void()> mail_unread = [] {};
  std::function<void()> plans_waiting = [] {};
  // And after every commit, with the tables it wrote to.
  std::function<void(const std::vector<std::string_view>& tables)> committed = [](const auto&) {};
  std::function<void(const std::string& agent)> command_waiting = [](const std::string&) {};

  // Set by main: counts as a use of a whole package, which then stays an hour at least, so that no clean-up removes it
  // between this and the commit of the job that needs it. kNotFound. Does not wait for a disk.
  std::function<base::Status(const std::string& digest)> use_package = [](const std::string&) {
    return base::Status{};
  };

  // Acts to do once the running transaction is committed; dropped when it fails. Emptied by the decider.
  std::vector<std::function<void()>> after_commit{};
};

}  // namespace redrive::central
