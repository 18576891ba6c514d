#include "tests/simulated_agents/fleet_script.h"

#include "shared/config/common_types.h"
#include "shared/config/file_text.h"
#include "shared/config/item_table.h"

namespace redrive::simulated {
namespace {

using config::ItemTable;
using config::Need;
using config::whole;
using std::chrono::hours;
using std::chrono::milliseconds;

struct Draft : FleetScript {
  std::vector<config::Placed<CauseScript>> sections;
};

ItemTable<CauseScript> cause_section() {
  return ItemTable<CauseScript>("cause")
      .add("name", config::name(), &CauseScript::name, Need::kRequired)
      .add("scope", config::one_of({"device", "server", "site"}), &CauseScript::scope)
      .add("type", config::failure_type_name(), &CauseScript::failure_type, Need::kRequired)
      .add("message", config::label(), &CauseScript::message, Need::kRequired)
      .add("percent", whole<std::uint32_t>(1, 100), &CauseScript::percent);
}

ItemTable<Draft> script_table() {
  return ItemTable<Draft>("")
      .add("seed", whole<std::uint64_t>(0, 1'000'000'000), &Draft::seed)
      .add("servers", whole<std::uint32_t>(1, 99'999), &Draft::servers)
      .add("devices", whole<std::uint32_t>(1, 9'999), &Draft::devices)
      .add("servers_per_site", whole<std::uint32_t>(1, 99'999), &Draft::servers_per_site)
      .add("work", config::span(milliseconds(1), hours(1)), &Draft::work)
      .add(
          "first_reconnect", config::span(milliseconds(1), hours(1)),
          [](Draft & d) -> auto& { return d.reconnect.first; })
      .add(
          "max_reconnect", config::span(milliseconds(1), hours(1)),
          [](Draft & d) -> auto& { return d.reconnect.longest; })
      .each(cause_section(), &Draft::sections);
}

void check_names(const Draft& draft, config::Reading& reading) {
  std::map<std::string_view, unsigned> first;
  for (const auto& section : draft.sections) {
    const auto [found, added] = first.try_emplace(section.value.name, section.lines.of("name"));
    if (added || section.value.name.empty()) continue;
    reading.problem(section.lines.of("name"), fmt::format("[[cause]] {} is named in line {} already; expected it once",
                                                          section.value.name, found->second));
  }
}

}  // namespace

config::Parsed<FleetScript> load_fleet_script(const std::filesystem::path& file) {
  const auto content = config::read_text(file);
  if (!content) return tl::unexpected(config::Problems{{file.string(), 0, content.error().message}});
  const auto document = config::parse_document(*content, file.string());
  if (!document) return tl::unexpected(document.error());
  config::Reading reading{file.string(), config::folder_of(file), {}, {}};
  Draft draft;
  script_table().read(*document, draft, reading);
  check_names(draft, reading);
  if (!reading.problems.empty()) return tl::unexpected(reading.sorted());
  for (auto& section : draft.sections) draft.causes.push_back(std::move(section.value));
  return FleetScript(std::move(draft));
}

}  // namespace redrive::simulated
