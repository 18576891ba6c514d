// DNS: the names of the mail servers, and the domains of the addresses that tickets go to.
#include <fmt/format.h>

#include <set>

#include "central/doctor/examinations.h"
#include "central/doctor/name_lookup.h"
#include "mail/transport/pop3_mailbox.h"
#include "mail/transport/smtp_text.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

constexpr std::size_t kMostDomains = 20;

std::set<std::string> hosts_of(const config::CentralOptions& options) {
  std::set<std::string> hosts;
  for (const auto& url : options.mail.smtp) {
    if (const auto server = mail::parse_smtp_url(url)) hosts.insert(server->host);
  }
  const auto at = options.mailbox.pop3.rfind('@');
  if (at == std::string::npos) return hosts;
  std::string host = options.mailbox.pop3.substr(at + 1);
  if (host.find(']') == std::string::npos) hosts.insert(host.substr(0, host.find(':')));
  return hosts;
}

std::set<std::string> domains_of(const config::CentralOptions& options) {
  std::set<std::string> domains;
  for (const auto& [id, centre] : options.centres) {
    for (const auto& address : centre.email) {
      if (const auto at = address.rfind('@'); at != std::string::npos) domains.insert(address.substr(at + 1));
    }
  }
  return domains;
}

Finding judge_host(const std::string& host, Lookup lookup) {
  if (lookup == Lookup::kFound) return ok("DNS", host + " has an address");
  if (lookup == Lookup::kNone)
    return failed("DNS", host + " has no address", "see [mail] smtp and [mailbox] pop3, or the zone it is in");
  return failed("DNS", "no answer about " + host, "see /etc/resolv.conf; resolvectl status");
}

// The SMTP server may know more than the DNS that is seen from here.
Finding judge_domain(const std::string& domain, Lookup lookup) {
  if (lookup == Lookup::kFound) return ok("DNS", "mail for " + domain + " has somewhere to go");
  return warning("DNS",
                 lookup == Lookup::kNone ? "nothing takes mail for " + domain + " (no MX, no address)"
                                         : "no answer about mail for " + domain,
                 "is the centre's address right? Your SMTP server may know better: redrive mail test CENTRE --wait");
}

}  // namespace

Findings examine_names(const config::CentralOptions& options) {
  Findings out;
  for (const auto& host : hosts_of(options)) out.push_back(judge_host(host, look_up_address(host)));
  std::size_t looked = 0;
  for (const auto& domain : domains_of(options)) {
    if (++looked > kMostDomains) {
      out.push_back(ok("DNS", fmt::format("of the centres' domains only {} were looked up", kMostDomains)));
      break;
    }
    out.push_back(judge_domain(domain, look_up_mail_server(domain)));
  }
  return out;
}

}  // namespace redrive::central
