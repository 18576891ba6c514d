#include "shared/config/central_options.h"

#include "shared/base/digest.h"
#include "shared/config/central_draft.h"
#include "shared/config/file_text.h"
#include "shared/config/inventory_csv.h"
#include "shared/model/failure_type.h"

namespace redrive::config {
namespace {

std::string place_of(const std::filesystem::path& file, const Lines& lines) {
  return fmt::format("{}:{}", file.filename().string(), lines.own);
}

// No two entries of a file have the same selector, times and rule (check_outages), so the id says which one it is
// wherever it stands: after an edit the others are still themselves.
std::string id_of(const model::Outage& o) {
  auto text =
      fmt::format("{}\n{}\n{}\n{}\n{}", o.server, o.device, o.site, base::to_micros(o.start), base::to_micros(o.end));
  if (!o.repeat.empty()) text += fmt::format("\n{}\n{}", o.repeat, o.zone);
  return fmt::format("config:{}", base::digest_hex(base::digest_of(text)).substr(0, 16));
}

// Moves what the repeated sections hold into the options, in the order of the file.
CentralOptions finish(CentralDraft draft, const std::filesystem::path& file) {
  CentralOptions options = std::move(draft.options);
  options.file = file;
  for (auto& centre : draft.centres) {
    if (centre.value.name.empty()) centre.value.name = centre.value.id;
    options.centres.emplace(centre.value.id, centre.value);
  }
  for (auto& [rule, lines, sound] : draft.thresholds) {
    rule.place = place_of(file, lines);
    options.thresholds.rules.push_back(std::move(rule));
  }
  for (auto& [rule, lines, sound] : draft.mail_rules) {
    rule.place = place_of(file, lines);
    options.mail_rules.push_back(std::move(rule));
  }
  for (auto& [rule, lines, sound] : draft.rules) {
    rule.place = place_of(file, lines);
    options.rules.push_back(std::move(rule));
  }
  for (auto& package : draft.packages) options.routing.packages.push_back(std::move(package.value));
  for (auto& outage : draft.outages) {
    outage.value.id = id_of(outage.value);
    outage.value.created_by = "configuration";
    outage.value.place = place_of(file, outage.lines);
    options.outages.push_back(std::move(outage.value));
  }
  const auto& shipped = model::failure_type::kShipped;
  options.failure_types.insert(options.failure_types.begin(), shipped.begin(), shipped.end());
  return options;
}

std::string read_inventory_file(const std::filesystem::path& file, Problems& problems) {
  if (file.empty()) return {};
  auto content = read_text(file);
  if (content) return std::move(*content);
  problems.push_back({file.string(), 0, content.error().message});
  return {};
}

// The inventory files; their problems come after those of the configuration itself.
model::Inventory load_inventory(const CentralDraft& draft, Problems& problems) {
  const CentralOptions& options = draft.options;
  const std::size_t before = problems.size();
  const std::string devices = read_inventory_file(options.devices_file, problems);
  const std::string locations = read_inventory_file(options.locations_file, problems);
  if (problems.size() > before) return {};
  const auto exists = [&draft](const std::string& id) {
    return std::any_of(draft.centres.begin(), draft.centres.end(),
                       [&](const auto& centre) { return centre.value.id == id; });
  };
  return read_inventory({devices, options.devices_file.string()}, {locations, options.locations_file.string()},
                        draft.centres.empty() ? CentreCheck() : exists, problems);
}

}  // namespace

Parsed<CentralOptions> load_central_options(const std::filesystem::path& file, const Complete& complete) {
  const auto content = read_text(file);
  if (!content) return tl::unexpected(Problems{{file.string(), 0, content.error().message}});
  const auto document = parse_document(*content, file.string());
  if (!document) return tl::unexpected(document.error());
  Reading reading{file.string(), folder_of(file), {}, {}};
  CentralDraft draft;
  central_table().read(*document, draft, reading);
  check_central(draft, reading);
  Problems problems = reading.sorted();
  draft.options.inventory = load_inventory(draft, problems);
  if (complete) complete(draft, reading, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return finish(std::move(draft), file);
}

}  // namespace redrive::config
