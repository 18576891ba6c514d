#include "mail/read/mail_rules.h"

#include <re2/re2.h>

#include "shared/view/alert_reader.h"

namespace redrive::mail {
namespace {

RE2::Options pattern_options() {
  RE2::Options options(RE2::Quiet);
  options.set_case_sensitive(false);
  options.set_max_mem(4 << 20);
  return options;
}

bool is_field(std::string_view name) {
  return std::ranges::find(view::kAlertFields, name) != view::kAlertFields.end();
}

bool names_a_thing(const RE2& pattern) {
  const auto& groups = pattern.NamedCapturingGroups();
  return groups.contains("device") || groups.contains("server");
}

// Adds what the groups of a pattern took; false where it is not found.
bool take_groups(const RE2& pattern, std::string_view text, FieldList& out) {
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1);
  if (!pattern.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, groups.data(),
                     static_cast<int>(groups.size())))
    return false;
  for (const auto& [name, number] : pattern.NamedCapturingGroups()) {
    const auto& taken = groups[static_cast<std::size_t>(number)];
    const bool known = std::ranges::find(out, name, &FieldList::value_type::first) != out.end();
    if (!taken.empty() && !known) out.emplace_back(name, std::string(taken.data(), taken.size()));
  }
  return true;
}

}  // namespace

struct MailRules::Compiled {
  config::MailRule rule;
  std::unique_ptr<RE2> subject, body;  // those that are given
};

MailRules::MailRules(const std::vector<config::MailRule>& rules) {
  for (const auto& rule : rules) {
    const std::size_t before = problems_.size();
    const auto complain = [&](std::string_view what) {
      problems_.push_back(fmt::format("{}: [[mail_rule]] {}", rule.place, what));
    };
    const auto compile = [&](std::string_view key, const std::string& pattern) -> std::unique_ptr<RE2> {
      if (pattern.empty()) return nullptr;
      auto compiled = std::make_unique<RE2>(pattern, pattern_options());
      if (!compiled->ok()) {
        complain(
            fmt::format("{} '{}': {}; expected a regular expression as RE2 takes it", key, pattern, compiled->error()));
        return nullptr;
      }
      for (const auto& [name, number] : compiled->NamedCapturingGroups()) {
        if (is_field(name)) continue;
        complain(fmt::format("{} '{}' has a group \"{}\", which is no field of an alert; expected one of {}", key,
                             pattern, name, fmt::join(view::kAlertFields, ", ")));
      }
      return compiled;
    };
    Compiled compiled{rule, compile("subject", rule.subject), compile("body", rule.body)};
    const bool useful =
        (compiled.subject && names_a_thing(*compiled.subject)) || (compiled.body && names_a_thing(*compiled.body));
    if (!useful && problems_.size() == before)
      complain("names no device and no server; expected a group like (?P<device>\\S+) or (?P<server>\\S+)");
    if (problems_.size() == before) rules_.push_back(std::move(compiled));
  }
}

MailRules::MailRules(MailRules&&) noexcept = default;
MailRules::~MailRules() = default;

std::optional<MailRules::Match> MailRules::first_match(std::string_view subject, std::string_view text) const {
  for (const auto& [rule, subject_pattern, body_pattern] : rules_) {
    Match match{&rule, {}};
    if (subject_pattern && !take_groups(*subject_pattern, subject, match.fields)) continue;
    if (body_pattern && !take_groups(*body_pattern, text, match.fields)) continue;
    const bool typed =
        std::ranges::find(match.fields, "failure_type", &FieldList::value_type::first) != match.fields.end();
    if (!typed && !rule.type.empty()) match.fields.emplace_back("failure_type", rule.type);
    return match;
  }
  return std::nullopt;
}

}  // namespace redrive::mail
