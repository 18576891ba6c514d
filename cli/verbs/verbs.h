// The verbs of `redrive`, one file each (<name>.cc). Each adds itself to the command line and sets Session::act
// when it is the one that was given.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace redrive::cli {

void add_status(CLI::App& app, Session& session);
void add_watch(CLI::App& app, Session& session);
void add_doctor(CLI::App& app, Session& session);
void add_alerts(CLI::App& app, Session& session);
void add_failures(CLI::App& app, Session& session);
void add_tracking(CLI::App& app, Session& session);
void add_thresholds(CLI::App& app, Session& session);
void add_outages(CLI::App& app, Session& session);
void add_tickets(CLI::App& app, Session& session);
void add_mail(CLI::App& app, Session& session);
void add_agents(CLI::App& app, Session& session);
void add_devices(CLI::App& app, Session& session);
void add_route(CLI::App& app, Session& session);
void add_jobs(CLI::App& app, Session& session);
void add_distribute(CLI::App& app, Session& session);
void add_dump(CLI::App& app, Session& session);
void add_plan(CLI::App& app, Session& session);
void add_redistribute(CLI::App& app, Session& session);
void add_redistributions(CLI::App& app, Session& session);
void add_rollouts(CLI::App& app, Session& session);
void add_tools(CLI::App& app, Session& session);
void add_login(CLI::App& app, Session& session);
void add_logout(CLI::App& app, Session& session);
void add_users(CLI::App& app, Session& session);
void add_tokens(CLI::App& app, Session& session);
void add_audit(CLI::App& app, Session& session);
void add_classify(CLI::App& app, Session& session);
void add_rules(CLI::App& app, Session& session);

// --tool VERSION of what asks for plans.
void add_tool_option(CLI::App& verb, std::string& tool);

// Parts of a verb with a file of their own.
void add_submit_mail(CLI::App& alerts, Session& session);
void add_received_mail(CLI::App& mail, Session& session);

struct Wishes {
  std::vector<std::string> exclude{}, only{};
  bool from_start = false;
};
// --exclude, --only and --from-start, of verbs that have plans made.
void add_wishes(CLI::App& verb, Wishes& wishes);

}  // namespace redrive::cli
