#include "central/doctor/doctor.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "central/core/classifier.h"
#include "central/doctor/examinations.h"
#include "central/settings/load_options.h"
#include "mail/read/mail_rules.h"

namespace redrive::central {
namespace {

using checkup::failed;
using checkup::ok;
using checkup::warning;

constexpr std::size_t kProblemsShown = 20;

// It may come to hold passwords, in the URLs of servers.
Findings examine_mode(const std::filesystem::path& config) {
  struct stat now {};
  if (::stat(config.c_str(), &now) != 0 || (now.st_mode & 07U) == 0) return {};
  return {warning("configuration", fmt::format("everybody may read it (mode {:04o})", now.st_mode & 07777U),
                  "chmod o= " + config.string() + ", with the service's group as its group")};
}

Findings problems_of(const config::Problems& problems) {
  Findings out;
  for (const auto& problem : problems) {
    if (out.size() == kProblemsShown) {
      out.push_back(failed("configuration", fmt::format("and {} more", problems.size() - out.size()),
                           "redrive-central --check-config"));
      break;
    }
    std::string text = config::to_text({problem});
    out.push_back(failed("configuration", text.substr(0, text.find_last_not_of('\n') + 1),
                         "correct it; nothing starts, and nothing is reloaded, on a broken configuration"));
  }
  return out;
}

// Patterns are text to whoever reads the configuration; only here they are compiled.
Findings examine_patterns(const config::CentralOptions& options) {
  const Classifier classifier(options.failure_types, options.rules, options.shipped_rules);
  const mail::MailRules mail_rules(options.mail_rules);
  Findings out;
  for (const auto* problems : {&classifier.problems(), &mail_rules.problems()}) {
    for (const auto& problem : *problems)
      out.push_back(failed("configuration", problem, "correct the pattern (RE2 syntax)"));
  }
  for (const auto& text : classifier.warnings())
    out.push_back(warning("configuration", text, "see which rules are hidden: redrive rules list"));
  return out;
}

void add(Findings& all, Findings more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<Finding> examine(const std::filesystem::path& config, const base::Clock& clock) {
  Findings all;
  const auto options = load_options(config, clock.utc());
  if (!options) {
    add(all, problems_of(options.error()));
    all.push_back(examine_clock());
    return all;
  }
  all.push_back(ok("configuration", fmt::format("{}: {} devices, {} locations, {} centres", config.string(),
                                                options->inventory.devices.size(), options->inventory.locations.size(),
                                                options->centres.size())));
  add(all, examine_mode(config));
  add(all, examine_patterns(*options));
  add(all, examine_state(*options));
  add(all, examine_database(*options));
  add(all, examine_mail(*options));
  add(all, examine_certificate_files(*options, clock.utc()));
  add(all, examine_names(*options));
  all.push_back(examine_clock());
  add(all, examine_ports(*options));
  return all;
}

}  // namespace redrive::central
