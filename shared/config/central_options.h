// central.toml as a plain value. Field comments give key, default and bounds; docs/configuration.md explains each.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/time.h"
#include "shared/config/approval_options.h"
#include "shared/config/mail_in_options.h"
#include "shared/config/monitoring_options.h"
#include "shared/config/outage_options.h"
#include "shared/config/package_store_options.h"
#include "shared/config/people_options.h"
#include "shared/config/problem.h"
#include "shared/model/inventory.h"
#include "shared/model/outage.h"
#include "shared/session/backoff.h"

namespace redrive::config {

// One [[threshold]]; every selector that is set must match.
struct ThresholdRule {
  std::string scope = "device";        // device | server | site | package | fleet; default device
  std::string type;                    // failure type, or empty = any
  std::string device, server, site;    // name or glob, or empty
  std::optional<std::uint32_t> limit;  // unset = the default's
  std::optional<base::Micros> window, hold, quiet;
  std::string place;  // "central.toml:41", for explanations

  bool operator==(const ThresholdRule&) const = default;
};

struct ThresholdOptions {
  std::uint32_t limit = 2;  // the ticket is made when the number exceeds it
  base::Micros window = std::chrono::hours(1);
  std::optional<base::Micros> hold;  // unset: none for a device, central/core's own for what is wider
  base::Micros quiet = std::chrono::hours(3);
  std::vector<ThresholdRule> rules;  // in file order
};

struct ClassifyRule {  // one [[rule]]
  std::string pattern, type;
  std::string place;

  bool operator==(const ClassifyRule&) const = default;
};

struct PackageOwner {        // one [[package]]
  std::string name, centre;  // name may be a glob

  bool operator==(const PackageOwner&) const = default;
};

struct RoutingOptions {
  std::string fallback = "noc";  // routing.default
  std::string package = "noc", fleet = "noc";
  std::vector<PackageOwner> packages;

  bool operator==(const RoutingOptions&) const = default;
};

struct MailOptions {
  std::vector<std::string> smtp{"smtp://127.0.0.1:25"};  // relays, tried in order: smtp:// smtps:// smtp+starttls://
  std::string from = "redrive@localhost", reply_to;
  std::string divert_to;            // shadow mode: all mail goes here
  std::string user, password_file;  // both or neither
  std::string ca_file;              // for TLS; empty = the system's
  std::uint32_t max_attempts = 8;
  session::BackoffPolicy retry{std::chrono::seconds(30), std::chrono::hours(1)};  // first_retry, max_retry
  base::Micros timeout = std::chrono::seconds(60);                                // of one whole SMTP transaction
  std::uint32_t rate = 0;  // mails a minute, one for each recipient; 0 = as many as the servers take
  base::Micros update_every = std::chrono::minutes(15);  // updates of a ticket; 0 = all at once, none of further alerts
  bool field_lines = true;                               // Host:, Service:, State:, Address:, for ticket systems
  std::filesystem::path templates;  // folder of subject.txt, body.txt, body.html; empty = the shipped ones
  std::string subject_template, text_template, html_template;  // what those hold; empty = no such file
  std::uint32_t storm_tickets = 50;  // new ones of a centre within a minute that get a mail each; 0 = all

  bool operator==(const MailOptions&) const = default;
};

struct MailboxOptions {
  std::string pop3;           // pop3s://user@host or pop3://user@host; empty = no mailbox is read
  std::string password_file;  // required with pop3
  std::string ca_file;        // for TLS; empty = the system's
  base::Micros poll = std::chrono::minutes(1);
  base::Micros timeout = std::chrono::minutes(5);                // of one session: dialled, mails fetched, said goodbye
  base::Micros keep = std::chrono::hours(24 * 90);               // received mail, however it came, once it is judged
  base::Micros keep_quarantined = std::chrono::hours(24 * 365);  // that of which nobody could make sense

  bool operator==(const MailboxOptions&) const = default;
};

struct SyslogOptions {
  std::vector<std::string> listen;  // udp://host:port, tcp://host:port; empty = none
  std::string severity = "notice";  // the least severe of those that the rules may make alerts

  bool operator==(const SyslogOptions&) const = default;
};

struct CentralOptions {
  std::filesystem::path file;  // where it was read from; relative paths are relative to its folder and already resolved
  std::string name = "central";
  std::filesystem::path state_dir = "/var/lib/redrive-central";
  std::string agents = "tcp://*:7461";
  std::string http = "127.0.0.1:8461";
  std::filesystem::path http_certificate, http_key;  // PEM; empty = no TLS, for loopback or behind a proxy
  std::vector<std::string> http_proxies;             // addresses whose X-Forwarded-… are believed
  std::string central_id = "1";
  std::string store_url = "sqlite:central.db";
  base::Micros heartbeat = std::chrono::seconds(10), silent_after = std::chrono::seconds(35);
  ApprovalOptions approval;                                  // [approval]
  std::vector<std::string> tool_keys;                        // [redistribution] tool_keys: whose tools are taken
  PeopleOptions people;                                      // [people]
  base::Micros dedupe_window = std::chrono::hours(24 * 7);   // [alerts] dedupe_window
  std::uint32_t recent_ids = 1'000'000;                      // [alerts] recent_ids: bound of the index of repeats
  base::Micros unreachable_after = std::chrono::minutes(5);  // [alerts]
  base::Micros unreachable_again = std::chrono::minutes(2);  // [alerts]
  base::Micros report_within = std::chrono::hours(1);        // [jobs]
  PackageStoreOptions packages;                              // [packages]
  std::filesystem::path devices_file, locations_file;
  model::Inventory inventory;  // what those files hold
  std::map<std::string, model::Centre, std::less<>> centres;
  RoutingOptions routing;
  ThresholdOptions thresholds;
  std::vector<ClassifyRule> rules;
  bool shipped_rules = true;           // [alerts] shipped_rules: after those, the ones that ship
  std::vector<model::Outage> outages;  // of [[outage]] and of the calendars
  OutageOptions outage_options;        // [outages]
  MailOptions mail;
  MailboxOptions mailbox;
  std::vector<MailRule> mail_rules;  // [[mail_rule]], in file order
  ReplyOptions replies;              // [replies]
  SyslogOptions syslog;
  MonitoringOptions monitoring;
  std::vector<std::string> failure_types;  // shipped ones and those of [alerts] failure_types
};

struct CentralDraft;
struct Reading;
// Adds to the draft what only others can: when `repeat` of [[outage]] happens, what the calendars hold, when centres
// work, how mail is drawn. Central's is load_options (central/settings); without one files go unread,
// what recurs counts once, and centres work at all times.
using Complete = std::function<void(CentralDraft&, const Reading&, Problems&)>;

// Reads and checks the file and the inventory files it names. Unknown keys, wrong types, values out of bounds, repeated
// rules, dangling centres: every problem is reported, none is repaired.
Parsed<CentralOptions> load_central_options(const std::filesystem::path& file, const Complete& complete = {});

// The inventory from the texts of its files; the names are for the messages. Whether a location's centre exists is for
// load_central_options to say. An empty name means that there is no such file; without locations the codes go
// unchecked.
Parsed<model::Inventory> parse_inventory(std::string_view devices_csv, const std::string& devices_name,
                                         std::string_view locations_csv, const std::string& locations_name);

}  // namespace redrive::config
