// What central.toml says about mail that comes in: which mails are alerts, and which words of a reply count.
#pragma once

#include <string>
#include <vector>

namespace redrive::config {

// One [[mail_rule]]: a mail whose subject and text match the patterns that are given (RE2, found anywhere, any case) is
// an alert; named groups fill its fields.
struct MailRule {
  std::string subject, body;  // at least one
  std::string type;           // failure type where no group gives one; may be empty
  std::string place;          // "central.toml:41"

  bool operator==(const MailRule&) const = default;
};

// [replies]: the words a reply begins with, in any case; of several words also.
struct ReplyOptions {
  std::vector<std::string> ack{"ack", "acknowledged", "taken"};
  std::vector<std::string> resolved{"resolved", "fixed"};
  std::vector<std::string> note{"note"};
  std::vector<std::string> wrong_centre{"wrong centre", "wrong center", "not ours"};

  bool operator==(const ReplyOptions&) const = default;
};

}  // namespace redrive::config
