#include "central/core/route_lint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "central/core/place_words.h"
#include "central/core/text_form.h"
#include "shared/base/names.h"

namespace redrive::central {
namespace {

using config::CentralOptions;
using Flaws = std::vector<RouteFlaw>;

void lint_sites(const CentralOptions& options, Flaws& flaws) {
  for (const auto& [code, location] : options.inventory.locations) {
    if (options.centres.contains(location.centre)) continue;
    const std::string why = location.centre.empty()
                                ? "has no centre"
                                : fmt::format("names the centre {}, which does not exist", location.centre);
    flaws.push_back(
        {"site_without_centre", code,
         fmt::format("location {} ({}) {}; its tickets go to {}", code, location.name, why, options.routing.fallback)});
  }
}

void lint_centres(const CentralOptions& options, Flaws& flaws) {
  for (const auto& [id, centre] : options.centres) {
    if (centre.email.empty())
      flaws.push_back({"centre_without_address", id,
                       fmt::format("centre {} has no mail address; nobody there learns of its tickets", id)});
  }
  for (const auto& [id, centre] : options.centres) {
    std::vector<std::string> chain{id};
    auto at = options.centres.find(centre.fallback);
    while (at != options.centres.end() && std::find(chain.begin(), chain.end(), at->first) == chain.end()) {
      chain.push_back(at->first);
      at = options.centres.find(at->second.fallback);
    }
    if (at == options.centres.end() || at->first != id) continue;
    chain.push_back(id);
    flaws.push_back({"fallback_loop", id,
                     fmt::format("the fallbacks run in a circle: {}; each is asked once, then {}",
                                 fmt::join(chain, " -> "), options.routing.fallback)});
  }
}

void lint_devices(const CentralOptions& options, Flaws& flaws) {
  const auto& devices = options.inventory.devices;
  for (const auto& [name, device] : devices) {
    if (!device.location.empty()) continue;
    const auto server = device.server == name ? devices.end() : devices.find(device.server);
    const std::string instead =
        server == devices.end() || server->second.location.empty()
            ? fmt::format("without a location in the alert its tickets go to {}", options.routing.fallback)
            : fmt::format("the site of its server {} stands for it, unverified", device.server);
    flaws.push_back({"device_without_site", name, fmt::format("{} has no location; {}", name, instead)});
  }
}

// A name in full comes before any pattern, so it hides nothing and nothing hides it.
void lint_packages(const CentralOptions& options, Flaws& flaws) {
  const auto& owners = options.routing.packages;
  for (auto late = owners.begin(); late != owners.end(); ++late) {
    if (!base::is_glob(late->name)) continue;
    const auto early =
        std::find_if(owners.begin(), late, [&](const auto& o) { return pattern_covers(o.name, late->name); });
    if (early == late) continue;
    flaws.push_back(
        {"package_covered", late->name,
         fmt::format("[[package]] \"{}\" never decides: \"{}\" stands before it and matches the same; move it "
                     "up, or remove it",
                     late->name, early->name)});
  }
}

void lint_names(const CentralOptions& options, Flaws& flaws) {
  struct Name {
    std::string written;
    std::set<std::string> codes;
  };
  std::map<std::string, Name> names;
  const auto add = [&](const std::string& text, const std::string& code) {
    const std::string form = joined(place_words(folded(text)));
    if (form.empty()) return;
    Name& name = names[form];
    if (name.written.empty()) name.written = text;
    name.codes.insert(code);
  };
  for (const auto& [code, location] : options.inventory.locations) {
    add(code, code);
    add(location.name, code);
    for (const auto& alias : location.aliases) add(alias, code);
  }
  for (const auto& [form, name] : names) {
    if (name.codes.size() < 2) continue;
    const std::vector<std::string> shown(
        name.codes.begin(),
        std::next(name.codes.begin(), std::min<std::ptrdiff_t>(10, static_cast<std::ptrdiff_t>(name.codes.size()))));
    flaws.push_back({"shared_name", name.written,
                     fmt::format("\"{}\" is a name, alias or code of {} locations ({}{}); alone it does not tell which",
                                 name.written, name.codes.size(), fmt::join(shown, ", "),
                                 shown.size() < name.codes.size() ? ", …" : "")});
  }
}

}  // namespace

// The narrow pattern as a text of its own, in which * is what only a * of the wide one matches.
bool pattern_covers(std::string_view wide, std::string_view narrow) {
  std::size_t w = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < narrow.size()) {
    if (w < wide.size() && wide[w] == '*') {
      star = w++;
      resume = n;
    } else if (w < wide.size() && narrow[n] != '*' && (wide[w] == '?' || wide[w] == narrow[n])) {
      ++w, ++n;
    } else if (star != std::string_view::npos) {
      w = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return wide.find_first_not_of('*', w) == std::string_view::npos;
}

std::vector<RouteFlaw> lint_routes(const CentralOptions& options) {
  Flaws flaws;
  lint_sites(options, flaws);
  lint_centres(options, flaws);
  lint_devices(options, flaws);
  lint_packages(options, flaws);
  lint_names(options, flaws);
  return flaws;
}

}  // namespace redrive::central
