#include "mail/transport/mail_transport.h"

namespace redrive::mail {

std::string_view to_string(Delivery delivery) {
  switch (delivery) {
    case Delivery::kAccepted:
      return "accepted";
    case Delivery::kRefused:
      return "refused";
    case Delivery::kLater:
      return "later";
    case Delivery::kMaybeSent:
      return "maybe_sent";
  }
  return "later";
}

}  // namespace redrive::mail
