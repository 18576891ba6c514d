#include "central/people/role.h"

#include <utility>

namespace redrive::central {
namespace {

constexpr std::pair<Role, std::string_view> kNames[] = {{Role::kSubmit, "submit"},
                                                        {Role::kViewer, "viewer"},
                                                        {Role::kOperator, "operator"},
                                                        {Role::kApprover, "approver"},
                                                        {Role::kAdministrator, "administrator"}};

}  // namespace

std::string_view to_string(Role role) {
  for (const auto& [known, name] : kNames) {
    if (known == role) return name;
  }
  return "";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const auto& [role, name] : kNames) {
    if (name == text) return role;
  }
  return std::nullopt;
}

bool may(Role role, Need need) {
  switch (need) {
    case Need::kNothing:
    case Need::kIdentity:
      return true;
    case Need::kSubmit:
      return role == Role::kSubmit || role >= Role::kOperator;
    case Need::kViewer:
      return role >= Role::kViewer;
    case Need::kOperator:
      return role >= Role::kOperator;
    case Need::kApprover:
      return role >= Role::kApprover;
    case Need::kAdministrator:
      return role == Role::kAdministrator;
  }
  return false;
}

}  // namespace redrive::central
