#include "shared/config/central_draft.h"
#include "shared/config/checks.h"
#include "shared/config/common_types.h"

namespace redrive::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours kDay{24};
constexpr std::uint32_t kMostLimit = 1'000'000;

ValueType<std::string> zone_name() {
  return text("string", "holding a time zone like \"Europe/Oslo\" or \"UTC\"", is_label);
}

ItemTable<CentralOptions> central_section() {
  return ItemTable<CentralOptions>("central")
      .add("name", name(), &CentralOptions::name)
      .add("central_id", name(), &CentralOptions::central_id)
      .add("state_dir", directory(), &CentralOptions::state_dir)
      .add("agents", text("string", "like \"tcp://*:7461\"", is_listen_endpoint), &CentralOptions::agents)
      .add("http", text("string", "like \"127.0.0.1:8461\"", is_listen_address), &CentralOptions::http)
      .add("http_certificate", existing_file(), &CentralOptions::http_certificate)
      .add("http_key", existing_file(), &CentralOptions::http_key)
      .add("http_proxies", list_of(text("string", "like \"127.0.0.1\" or \"::1\"", is_ip_address), 100, false),
           &CentralOptions::http_proxies)
      .add("heartbeat", span(milliseconds(100), hours(1)), &CentralOptions::heartbeat)
      .add("silent_after", span(milliseconds(300), kDay), &CentralOptions::silent_after);
}

ItemTable<CentralOptions> store_section() {
  const auto url = text("string", "like \"sqlite:central.db\" or \"postgresql://user@host/database\"", is_store_url);
  return ItemTable<CentralOptions>("store").add("url", url, &CentralOptions::store_url, Need::kOptional, Show::kSecret);
}

ItemTable<CentralOptions> inventory_section() {
  return ItemTable<CentralOptions>("inventory")
      .add("devices", existing_file(), &CentralOptions::devices_file)
      .add("locations", existing_file(), &CentralOptions::locations_file);
}

ItemTable<CentralOptions> alerts_section() {
  return ItemTable<CentralOptions>("alerts")
      .add("failure_types", list_of(failure_type_name(), 1000, true), &CentralOptions::failure_types)
      .add("shipped_rules", flag(), &CentralOptions::shipped_rules)
      .add("dedupe_window", span(seconds(1), 365 * kDay), &CentralOptions::dedupe_window)
      .add("recent_ids", whole<std::uint32_t>(1000, 100'000'000), &CentralOptions::recent_ids)
      .add("unreachable_after", span(milliseconds(300), 7 * kDay), &CentralOptions::unreachable_after)
      .add("unreachable_again", span(milliseconds(300), 7 * kDay), &CentralOptions::unreachable_again);
}

ItemTable<CentralOptions> jobs_section() {
  return ItemTable<CentralOptions>("jobs").add("report_within", span(milliseconds(300), 30 * kDay),
                                               &CentralOptions::report_within);
}

ItemTable<PackageStoreOptions> packages_section() {
  return ItemTable<PackageStoreOptions>("packages")
      .add("bytes", size(1ULL << 50U), &PackageStoreOptions::bytes)
      .add("keep", span(hours(1), 3650 * kDay), &PackageStoreOptions::keep);
}

ItemTable<ClassifyRule> rule_section() {
  return ItemTable<ClassifyRule>("rule")
      .add("pattern", text("string", "holding a regular expression (RE2), 1 to 4096 bytes", is_pattern),
           &ClassifyRule::pattern, Need::kRequired)
      .add("type", failure_type_name(), &ClassifyRule::type, Need::kRequired);
}

ItemTable<model::Centre> centre_section() {
  return ItemTable<model::Centre>("centre")
      .add("id", name(), &model::Centre::id, Need::kRequired)
      .add("name", label(), &model::Centre::name)
      .add("email", list_of(mail_address(), 100, true), &model::Centre::email, Need::kRequired)
      .add("fallback", name(), &model::Centre::fallback)
      .add("remind_after", span(seconds(0), 30 * kDay), &model::Centre::remind_after)
      .add("reminders", whole<std::uint32_t>(0, 100), &model::Centre::reminders)
      .add("escalate_to", name(), &model::Centre::escalate_to)
      .add(
          "hours", list_of(text("string", "like \"Mo-Fr 08:00-17:00\"", is_hours), 20, true),
          [](model::Centre & c) -> auto& { return c.working.hours; })
      .add(
          "zone", zone_name(), [](model::Centre & c) -> auto& { return c.working.zone; });
}

ItemTable<RoutingOptions> routing_section() {
  return ItemTable<RoutingOptions>("routing")
      .add("default", name(), &RoutingOptions::fallback)
      .add("package", name(), &RoutingOptions::package)
      .add("fleet", name(), &RoutingOptions::fleet);
}

ItemTable<PackageOwner> package_section() {
  return ItemTable<PackageOwner>("package")
      .add("name", name_or_glob(), &PackageOwner::name, Need::kRequired)
      .add("centre", name(), &PackageOwner::centre, Need::kRequired);
}

// [thresholds] and [[threshold]] bound the same four values.
template <typename Options>
ItemTable<Options> add_bounds(ItemTable<Options> table) {
  return table.add("limit", whole<std::uint32_t>(0, kMostLimit), &Options::limit)
      .add("window", span(milliseconds(100), 365 * kDay), &Options::window)
      .add("hold", span(seconds(0), 7 * kDay), &Options::hold)
      .add("quiet", span(seconds(0), 365 * kDay), &Options::quiet);
}

ItemTable<ThresholdRule> threshold_section() {
  return add_bounds(ItemTable<ThresholdRule>("threshold")
                        .add("scope", one_of({"device", "server", "site", "package", "fleet"}), &ThresholdRule::scope)
                        .add("type", failure_type_name(), &ThresholdRule::type)
                        .add("device", name_or_glob(), &ThresholdRule::device)
                        .add("server", name_or_glob(), &ThresholdRule::server)
                        .add("site", label(), &ThresholdRule::site));
}

ItemTable<model::Outage> outage_section() {
  return ItemTable<model::Outage>("outage")
      .add("server", name_or_glob(), &model::Outage::server)
      .add("device", name_or_glob(), &model::Outage::device)
      .add("site", label(), &model::Outage::site)
      .add("start", instant(), &model::Outage::start, Need::kRequired)
      .add("end", instant(), &model::Outage::end, Need::kRequired)
      .add("repeat", text("string", "holding a rule like \"FREQ=WEEKLY;BYDAY=SU\" (RFC 5545)", is_rule),
           &model::Outage::repeat)
      .add("zone", zone_name(), &model::Outage::zone)
      .add("reason", label(), &model::Outage::reason, Need::kRequired);
}

ItemTable<OutageOptions> outages_section() {
  return ItemTable<OutageOptions>("outages")
      .add("calendars", list_of(path_pattern(), 100, true), &OutageOptions::calendars)
      .add("zone", zone_name(), &OutageOptions::zone)
      .add("max_share", whole<std::uint32_t>(1, 100), &OutageOptions::max_share);
}

ItemTable<ApprovalOptions> approval_section() {
  return ItemTable<ApprovalOptions>("approval")
      .add("lifetime", span(seconds(1), 30 * kDay), &ApprovalOptions::lifetime)
      .add("two_person", flag(), &ApprovalOptions::two_person);
}

ItemTable<CentralOptions> redistribution_section() {
  return ItemTable<CentralOptions>("redistribution").add("tool_keys", tool_key_list(), &CentralOptions::tool_keys);
}

ItemTable<PeopleOptions> people_section() {
  return ItemTable<PeopleOptions>("people").add("session", span(minutes(1), 30 * kDay), &PeopleOptions::session);
}

ItemTable<MailOptions> mail_section() {
  const auto url = text("string", "like \"smtp://127.0.0.1:25\", \"smtps://…\" or \"smtp+starttls://…\"", is_smtp_url);
  return ItemTable<MailOptions>("mail")
      .add("smtp", one_or_list_of(url, 5), &MailOptions::smtp, Need::kOptional, Show::kSecret)
      .add("from", mail_address(), &MailOptions::from)
      .add("reply_to", mail_address(), &MailOptions::reply_to)
      .add("divert_to", mail_address(), &MailOptions::divert_to)
      .add("user", label(), &MailOptions::user)
      .add("password_file", secret_file(), &MailOptions::password_file)
      .add("ca_file", existing_file(), &MailOptions::ca_file)
      .add("max_attempts", whole<std::uint32_t>(1, 1000), &MailOptions::max_attempts)
      .add(
          "first_retry", span(milliseconds(100), kDay), [](MailOptions & m) -> auto& { return m.retry.first; })
      .add(
          "max_retry", span(milliseconds(100), 30 * kDay), [](MailOptions & m) -> auto& { return m.retry.longest; })
      .add("timeout", span(seconds(1), hours(1)), &MailOptions::timeout)
      .add("rate", whole<std::uint32_t>(0, 1'000'000), &MailOptions::rate)
      .add("update_every", span(seconds(0), 7 * kDay), &MailOptions::update_every)
      .add("templates", directory(), &MailOptions::templates)
      .add("field_lines", flag(), &MailOptions::field_lines)
      .add("storm_tickets", whole<std::uint32_t>(0, 10'000), &MailOptions::storm_tickets);
}

ItemTable<MailboxOptions> mailbox_section() {
  const auto url = text("string", "like \"pop3s://user@host\" without a password", is_pop3_url);
  return ItemTable<MailboxOptions>("mailbox")
      .add("pop3", url, &MailboxOptions::pop3, Need::kOptional, Show::kSecret)
      .add("password_file", secret_file(), &MailboxOptions::password_file)
      .add("ca_file", existing_file(), &MailboxOptions::ca_file)
      .add("poll", span(seconds(1), kDay), &MailboxOptions::poll)
      .add("timeout", span(seconds(1), hours(1)), &MailboxOptions::timeout)
      .add("keep", span(hours(1), 3650 * kDay), &MailboxOptions::keep)
      .add("keep_quarantined", span(hours(1), 3650 * kDay), &MailboxOptions::keep_quarantined);
}

ItemTable<MailRule> mail_rule_section() {
  const auto pattern = text("string", "holding a regular expression (RE2), 1 to 4096 bytes", is_pattern);
  return ItemTable<MailRule>("mail_rule")
      .add("subject", pattern, &MailRule::subject)
      .add("body", pattern, &MailRule::body)
      .add("type", failure_type_name(), &MailRule::type);
}

ItemTable<ReplyOptions> replies_section() {
  const auto words = list_of(text("string", "holding one or more words, 1 to 128 bytes", is_short_label), 50, true);
  return ItemTable<ReplyOptions>("replies")
      .add("ack", words, &ReplyOptions::ack)
      .add("resolved", words, &ReplyOptions::resolved)
      .add("note", words, &ReplyOptions::note)
      .add("wrong_centre", words, &ReplyOptions::wrong_centre);
}

ItemTable<SyslogOptions> syslog_section() {
  const auto address = text("string", "like \"udp://127.0.0.1:5514\" or \"tcp://…\"", is_syslog_address);
  return ItemTable<SyslogOptions>("syslog")
      .add("listen", one_or_list_of(address, 16), &SyslogOptions::listen)
      .add("severity", one_of({"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"}),
           &SyslogOptions::severity);
}

ItemTable<MonitoringOptions> monitoring_section() {
  const auto url = text("string", "like \"https://hc.example/0f2c\" without a user or blanks", is_ping_url);
  return ItemTable<MonitoringOptions>("monitoring")
      .add("ping", url, &MonitoringOptions::ping, Need::kOptional, Show::kSecret)
      .add("every", span(seconds(1), kDay), &MonitoringOptions::every)
      .add("timeout", span(milliseconds(100), minutes(5)), &MonitoringOptions::timeout)
      .add("ca_file", existing_file(), &MonitoringOptions::ca_file);
}

}  // namespace

ItemTable<CentralDraft> central_table() {
  const auto options = [](CentralDraft& draft) -> CentralOptions& { return draft.options; };
  return ItemTable<CentralDraft>("")
      .section(central_section(), options)
      .section(store_section(), options)
      .section(inventory_section(), options)
      .section(alerts_section(), options)
      .section(jobs_section(), options)
      .section(
          packages_section(), [](CentralDraft & d) -> auto& { return d.options.packages; })
      .each(rule_section(), &CentralDraft::rules)
      .each(centre_section(), &CentralDraft::centres)
      .section(
          routing_section(), [](CentralDraft & d) -> auto& { return d.options.routing; })
      .each(package_section(), &CentralDraft::packages)
      .section(
          add_bounds(ItemTable<ThresholdOptions>("thresholds")),
          [](CentralDraft & d) -> auto& { return d.options.thresholds; })
      .each(threshold_section(), &CentralDraft::thresholds)
      .each(outage_section(), &CentralDraft::outages)
      .section(
          outages_section(), [](CentralDraft & d) -> auto& { return d.options.outage_options; })
      .section(
          approval_section(), [](CentralDraft & d) -> auto& { return d.options.approval; })
      .section(redistribution_section(), options)
      .section(
          people_section(), [](CentralDraft & d) -> auto& { return d.options.people; })
      .section(
          mail_section(), [](CentralDraft & d) -> auto& { return d.options.mail; })
      .section(
          mailbox_section(), [](CentralDraft & d) -> auto& { return d.options.mailbox; })
      .each(mail_rule_section(), &CentralDraft::mail_rules)
      .section(
          replies_section(), [](CentralDraft & d) -> auto& { return d.options.replies; })
      .section(
          syslog_section(), [](CentralDraft & d) -> auto& { return d.options.syslog; })
      .section(
          monitoring_section(), [](CentralDraft & d) -> auto& { return d.options.monitoring; });
}

}  // namespace redrive::config
