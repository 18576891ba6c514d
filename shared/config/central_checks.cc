#include "shared/config/central_draft.h"
#include "shared/config/checks.h"
#include "shared/model/failure_type.h"

namespace redrive::config {
namespace {

// Reports every entry that equals an earlier one by `key`, naming the earlier one's line.
template <typename T, typename Key>
void check_repeats(const std::vector<Placed<T>>& entries, std::string_view what, Reading& reading, Key key) {
  std::map<std::decay_t<decltype(key(entries.front().value))>, unsigned> first;
  for (const auto& entry : entries) {
    if (!entry.sound) continue;  // what could not be read would look equal
    const auto [found, added] = first.try_emplace(key(entry.value), entry.lines.own);
    if (!added)
      reading.problem(entry.lines.own, fmt::format("{} as the one in line {}; expected it once", what, found->second));
  }
}

// Exactly the selectors that are set, as "device, site".
template <typename T>
std::vector<std::string> selectors_of(const T& value) {
  std::vector<std::string> names;
  if (!value.server.empty()) names.push_back("server");
  if (!value.device.empty()) names.push_back("device");
  if (!value.site.empty()) names.push_back("site");
  return names;
}

void check_failure_type(std::string_view section, const std::string& type, unsigned line, const CentralDraft& draft,
                        Reading& reading) {
  namespace ft = model::failure_type;
  const auto& added = draft.options.failure_types;
  if (type.empty() || std::find(ft::kShipped.begin(), ft::kShipped.end(), type) != ft::kShipped.end()) return;
  if (std::find(added.begin(), added.end(), type) != added.end()) return;
  reading.problem(
      line, fmt::format("{} type \"{}\" is no failure type; expected one of {}, or one added by [alerts] failure_types",
                        section, type, fmt::join(ft::kShipped, ", ")));
}

void check_rules(const CentralDraft& draft, Reading& reading) {
  check_repeats(draft.rules, "[[rule]] has the same pattern", reading, [](const ClassifyRule& r) { return r.pattern; });
  for (const auto& rule : draft.rules) {
    check_failure_type("[[rule]]", rule.value.type, rule.lines.of("type"), draft, reading);
  }
  for (const auto& type : draft.options.failure_types) {
    const auto& shipped = model::failure_type::kShipped;
    if (std::find(shipped.begin(), shipped.end(), type) == shipped.end()) continue;
    reading.problem(
        reading.lines_of("alerts").of("failure_types"),
        fmt::format("[alerts] failure_types names \"{}\", which ships already; expected new types only", type));
  }
}

void check_mail_rules(const CentralDraft& draft, Reading& reading) {
  check_repeats(draft.mail_rules, "[[mail_rule]] has the same subject and body", reading,
                [](const MailRule& r) { return std::pair(r.subject, r.body); });
  for (const auto& [rule, lines, sound] : draft.mail_rules) {
    if (!lines.has("subject") && !lines.has("body"))
      reading.problem(lines.own, "[[mail_rule]] has no pattern; expected subject, body or both");
    check_failure_type("[[mail_rule]]", rule.type, lines.of("type"), draft, reading);
  }
}

// One reply cannot mean two things.
void check_replies(const CentralDraft& draft, Reading& reading) {
  const ReplyOptions& replies = draft.options.replies;
  const Lines& lines = reading.lines_of("replies");
  std::map<std::string, std::string> meaning;
  for (const auto& [key, words] : std::initializer_list<std::pair<std::string, const std::vector<std::string>*>>{
           {"ack", &replies.ack},
           {"resolved", &replies.resolved},
           {"note", &replies.note},
           {"wrong_centre", &replies.wrong_centre}}) {
    for (const auto& word : *words) {
      const auto [found, added] = meaning.try_emplace(word, key);
      if (added || found->second == key) continue;
      reading.problem(lines.of(lines.has(key) ? key : found->second),
                      fmt::format("[replies] {} and {} both name {}; expected it in one of them", found->second, key,
                                  in_quotes(word)));
    }
  }
}

void check_thresholds(const CentralDraft& draft, Reading& reading) {
  check_repeats(draft.thresholds, "[[threshold]] has the same selectors (scope, type, device, server, site)", reading,
                [](const ThresholdRule& r) { return std::tuple(r.scope, r.type, r.device, r.server, r.site); });
  for (const auto& [rule, lines, sound] : draft.thresholds) {
    if (!lines.has("limit") && !lines.has("window") && !lines.has("hold") && !lines.has("quiet")) {
      reading.problem(lines.own, "[[threshold]] sets nothing; expected at least one of limit, window, hold, quiet");
    }
    check_failure_type("[[threshold]]", rule.type, lines.of("type"), draft, reading);
  }
}

void check_outages(const CentralDraft& draft, Reading& reading) {
  check_repeats(
      draft.outages, "[[outage]] has the same server, device, site, start, end and repeat", reading,
      [](const model::Outage& o) { return std::tuple(o.server, o.device, o.site, o.start, o.end, o.repeat, o.zone); });
  for (const auto& [outage, lines, sound] : draft.outages) {
    const bool any_given = lines.has("server") || lines.has("device") || lines.has("site");
    const auto set = selectors_of(outage);
    if (!any_given || set.size() > 1) {
      const std::string found = set.empty() ? "none" : fmt::format("{}", fmt::join(set, " and "));
      reading.problem(lines.own, fmt::format("[[outage]] has {} of server, device, site; expected exactly one", found));
    }
    const bool both = outage.start != base::UtcTime{} && outage.end != base::UtcTime{};
    if (both && outage.end <= outage.start) {
      reading.problem(lines.of("end"),
                      fmt::format("[[outage]] end {} is not after its start {}", base::format_rfc3339(outage.end),
                                  base::format_rfc3339(outage.start)));
    }
    const bool default_zone = !draft.options.outage_options.zone.empty();
    if (!outage.repeat.empty() && !lines.has("zone") && !default_zone) {
      reading.problem(lines.of("repeat"),
                      "[[outage]] repeat is given without zone; expected the time zone whose clock "
                      "it follows, here or as [outages] zone");
    }
    if (lines.has("zone") && !lines.has("repeat"))
      reading.problem(lines.of("zone"), "[[outage]] zone is given without repeat; expected both or neither");
  }
}

void check_times(const CentralDraft& draft, Reading& reading) {
  const CentralOptions& options = draft.options;
  if (options.silent_after <= options.heartbeat) {
    reading.problem(reading.lines_of("central").of("silent_after"),
                    fmt::format("[central] silent_after is {}; expected longer than heartbeat, which is {}",
                                base::format_duration(options.silent_after), base::format_duration(options.heartbeat)));
  }
  const auto not_before_gone = [&](const char* section, const char* key, base::Micros span) {
    if (span >= options.silent_after) return;
    const Lines& lines = reading.lines_of(section);
    const unsigned line = lines.has(key) ? lines.of(key) : reading.lines_of("central").of("silent_after");
    reading.problem(line, fmt::format("[{}] {} is {}; expected at least [central] silent_after, which is {}", section,
                                      key, base::format_duration(span), base::format_duration(options.silent_after)));
  };
  not_before_gone("alerts", "unreachable_after", options.unreachable_after);
  not_before_gone("jobs", "report_within", options.report_within);
  const auto& retry = options.mail.retry;
  if (retry.longest < retry.first) {
    const Lines& mail = reading.lines_of("mail");
    reading.problem(mail.of(mail.has("max_retry") ? "max_retry" : "first_retry"),
                    fmt::format("[mail] max_retry is {}; expected at least first_retry, which is {}",
                                base::format_duration(retry.longest), base::format_duration(retry.first)));
  }
}

void check_passwords(Reading& reading) {
  const Lines& mail = reading.lines_of("mail");
  if (mail.has("user") != mail.has("password_file")) {
    const auto [given, missing] =
        mail.has("user") ? std::pair("user", "password_file") : std::pair("password_file", "user");
    reading.problem(mail.of(given),
                    fmt::format("[mail] {} is given without {}; expected both or neither", given, missing));
  }
  const Lines& mailbox = reading.lines_of("mailbox");
  if (mailbox.has("pop3") && !mailbox.has("password_file")) {
    reading.problem(mailbox.of("pop3"),
                    "[mailbox] pop3 is given without password_file; expected the file that holds the password");
  }
}

void check_tls(const CentralDraft& draft, Reading& reading) {
  const auto& options = draft.options;
  if (options.http_certificate.empty() == options.http_key.empty()) return;
  const bool no_key = options.http_key.empty();
  reading.problem(reading.lines_of("central").of(no_key ? "http_certificate" : "http_key"),
                  fmt::format("[central] {} stands without {}; expected both, or none of them",
                              no_key ? "http_certificate" : "http_key", no_key ? "http_key" : "http_certificate"));
}

}  // namespace

void check_central(const CentralDraft& draft, Reading& reading) {
  check_tls(draft, reading);
  check_rules(draft, reading);
  check_centres(draft, reading);
  check_repeats(draft.packages, "[[package]] has the same name", reading, [](const PackageOwner& p) { return p.name; });
  check_mail_rules(draft, reading);
  check_replies(draft, reading);
  check_thresholds(draft, reading);
  check_outages(draft, reading);
  check_times(draft, reading);
  check_passwords(reading);
}

}  // namespace redrive::config
