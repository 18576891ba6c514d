// Who may do what. Roles stand on a ladder, but for `submit`: an alert sender may hand in alerts and nothing else.
#pragma once

#include <optional>
#include <string_view>

namespace redrive::central {

enum class Role { kSubmit, kViewer, kOperator, kApprover, kAdministrator };

std::string_view to_string(Role role);  // "viewer"
std::optional<Role> parse_role(std::string_view text);

// What an endpoint asks of its caller: the least that will do.
enum class Need {
  kNothing,        // open to all: health, readiness, metrics, logging in
  kIdentity,       // is known at all
  kSubmit,         // sends alerts: alert senders, and operators by hand
  kViewer,         // reads
  kOperator,       // starts jobs, asks for plans, works on tickets, outages and mail
  kApprover,       // approves and refuses plans
  kAdministrator,  // agents, people, tokens, tools, reload
};

bool may(Role role, Need need);

}  // namespace redrive::central
