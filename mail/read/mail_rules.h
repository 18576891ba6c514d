// The configured rules that make an alert of a mail: patterns over its subject and text whose named groups are the
// fields of the alert.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/config/mail_in_options.h"

namespace redrive::mail {

using FieldList = std::vector<std::pair<std::string, std::string>>;  // name and text, names not repeated

// Constant after construction, safe from any thread.
class MailRules {
 public:
  // A pattern that does not compile, a group that is no field of an alert and a rule that could never name a device or
  // server are told in problems(), with file and line; such a rule never matches.
  explicit MailRules(const std::vector<config::MailRule>& rules);
  MailRules(MailRules&&) noexcept;
  ~MailRules();

  struct Match {
    const config::MailRule* rule = nullptr;
    FieldList fields;  // of the groups that took part, and failure_type where the rule gives it
  };
  // Of the first rule, in their order, that matches; the time is linear in the text.
  std::optional<Match> first_match(std::string_view subject, std::string_view text) const;

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Compiled;
  std::vector<Compiled> rules_;
  std::vector<std::string> problems_;
};

}  // namespace redrive::mail
