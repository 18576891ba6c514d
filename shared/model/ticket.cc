#include "shared/model/ticket.h"

namespace redrive::model {

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::kDevice:
      return "device";
    case Scope::kServer:
      return "server";
    case Scope::kSite:
      return "site";
    case Scope::kPackage:
      return "package";
    case Scope::kFleet:
      return "fleet";
  }
  return "device";
}

std::string_view to_string(TicketState state) {
  switch (state) {
    case TicketState::kHeld:
      return "held";
    case TicketState::kOpen:
      return "open";
    case TicketState::kAcked:
      return "acked";
    case TicketState::kResolved:
      return "resolved";
    case TicketState::kClosed:
      return "closed";
  }
  return "open";
}

}  // namespace redrive::model
