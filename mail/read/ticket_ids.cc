#include "mail/read/ticket_ids.h"

#include "mail/read/fields.h"

namespace redrive::mail {
namespace {

constexpr std::size_t kMaxTickets = 10, kMaxDigits = 12;

std::size_t digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// Bytes of the ticket's or storm's id at the beginning of a text in lower case; 0 where there is none.
std::size_t id_length(std::string_view lower) {
  const std::size_t storm = lower.starts_with("storm-") ? 6 : 0;
  std::string_view rest = lower.substr(storm);
  if (!rest.starts_with("rd-") || digits(rest.substr(3)) != 4) return 0;
  rest.remove_prefix(7);
  if (!rest.starts_with('-')) return 0;
  const std::size_t number = digits(rest.substr(1));
  return number == 0 || number > kMaxDigits ? 0 : storm + 8 + number;
}

}  // namespace

bool is_own_message_id(std::string_view id) {
  if (!id.starts_with('<')) return false;
  const std::string lower = lower_case(id.substr(1));
  const std::size_t length = id_length(lower);
  return length > 0 && lower.substr(length).starts_with('.');
}

std::vector<std::string> ticket_ids(std::string_view subject) {
  std::vector<std::string> ids;
  const std::string lower = lower_case(subject);
  for (std::size_t at = 0; (at = lower.find('[', at)) != std::string::npos && ids.size() < kMaxTickets;) {
    const std::string_view rest = std::string_view(lower).substr(++at);
    const std::size_t length = id_length(rest);
    if (length == 0 || !rest.substr(length).starts_with(']')) continue;
    std::string id(rest.substr(0, length));
    const auto name = id.find("rd-");
    id.replace(name, 2, "RD");
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

std::vector<std::string> own_message_ids(std::string_view text) {
  std::vector<std::string> ids;
  for (auto& id : message_ids(text)) {
    if (is_own_message_id(id)) ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace redrive::mail
