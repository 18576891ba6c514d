// Outgoing mail: each SMTP server greeted as for a mail. And certificates: those that mail servers are checked with,
// and the one central shows to browsers.
#include <fmt/format.h>
#include <sys/stat.h>

#include <set>

#include "central/doctor/examinations.h"
#include "mail/transport/certificate_file.h"
#include "mail/transport/smtp_probe.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

constexpr base::Micros kPatience{10'000'000};
constexpr base::Micros kSoon{std::chrono::hours(24 * 30)};

Finding judge_relay(const mail::RelayProbe& probe) {
  if (!probe.answer) {
    return failed("SMTP", probe.url + ": " + probe.answer.error().message,
                  "see [mail] smtp, ca_file, user; try: redrive mail test CENTRE --wait");
  }
  std::string found = probe.url + " answers EHLO";
  if (probe.tls) found += ", its certificate is good";
  if (probe.login) found += ", the login is taken";
  if (!probe.tls && probe.url.find("//127.") == std::string::npos &&
      probe.url.find("//localhost") == std::string::npos && probe.url.find("//[::1]") == std::string::npos)
    return warning("SMTP", found + "; in clear over the network", "smtp+starttls:// or smtps:// keep tickets private");
  return ok("SMTP", found);
}

void examine_certificates(const std::string& file, base::UtcTime now, Findings& out) {
  if (file.empty()) return;
  const auto read = mail::read_certificates(file);
  if (!read) {
    out.push_back(failed("certificates", read.error().message, "see the file named in central.toml"));
    return;
  }
  const std::string found = fmt::format("{}: {}, the first ends {} ({})", file, read->count,
                                        base::format_rfc3339(read->first_end), read->subject);
  if (read->first_end <= now) {
    out.push_back(failed("certificates", found, "it has ended: put a new one into the file"));
  } else if (read->first_end - now < kSoon) {
    out.push_back(warning("certificates", found, "it ends soon: put a new one beside it"));
  } else {
    out.push_back(ok("certificates", found));
  }
}

}  // namespace

Findings examine_certificate_files(const config::CentralOptions& options, base::UtcTime now) {
  Findings out;
  const std::set<std::string> files = {options.mail.ca_file, options.mailbox.ca_file,
                                       options.http_certificate.string()};
  for (const auto& file : files) examine_certificates(file, now, out);
  struct stat key {};
  if (options.http_key.empty() || ::stat(options.http_key.c_str(), &key) != 0) return out;
  const std::string found = fmt::format("{}, mode {:04o}", options.http_key.string(), key.st_mode & 07777U);
  out.push_back((key.st_mode & 07U) == 0 ? ok("TLS key", found)
                                         : failed("TLS key", found + ": everybody may read it",
                                                  "chmod o= " + options.http_key.string() + ", and get a new one"));
  return out;
}

Findings examine_mail(const config::CentralOptions& options) {
  Findings out;
  const auto probes = mail::probe_relays(options.mail, kPatience);
  if (!probes) {
    out.push_back(failed("SMTP", probes.error().message, "see [mail] in central.toml"));
    return out;
  }
  for (const auto& probe : *probes) out.push_back(judge_relay(probe));
  if (!options.mail.divert_to.empty())
    out.push_back(warning("SMTP", "all mail goes to " + options.mail.divert_to + " instead of the centres",
                          "take [mail] divert_to out when the trial is over"));
  return out;
}

}  // namespace redrive::central
