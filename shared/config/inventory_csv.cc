#include "shared/config/inventory_csv.h"

#include <fmt/format.h>
#include <charconv>

#include "shared/base/names.h"
#include "shared/config/central_options.h"
#include "shared/config/checks.h"
#include "shared/config/csv_table.h"

namespace redrive::config {
namespace {

using LineOf = std::unordered_map<std::string, unsigned>;  // name -> line it was first seen in

std::vector<std::string> split_aliases(std::string_view text) {
  std::vector<std::string> aliases;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string_view alias = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto first = alias.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    aliases.emplace_back(alias.substr(first, alias.find_last_not_of(" \t") - first + 1));
  }
  return aliases;
}

void read_locations(const NamedText& file, const CentreCheck& centre_exists, model::Inventory& inventory,
                    Problems& problems) {
  CsvTable table(file.text, file.name, {{"code"}, {"name"}, {"aliases"}, {"centre"}}, problems);
  LineOf lines;
  for (CsvRecord row; table.next(row);) {
    model::Location location{std::string(row.fields[0]), std::string(row.fields[1]), split_aliases(row.fields[2]),
                             std::string(row.fields[3])};
    if (!is_label(location.code)) {
      table.problem(row.line, fmt::format("code {} is no location code; expected 1 to 256 printable bytes",
                                          in_quotes(location.code)));
      continue;
    }
    if (!location.centre.empty() && centre_exists && !centre_exists(location.centre)) {
      table.problem(row.line,
                    fmt::format("centre {} is not known; expected the id of a [[centre]]", in_quotes(location.centre)));
    }
    const auto [first, added] = lines.try_emplace(location.code, row.line);
    if (!added) {
      table.problem(row.line, fmt::format("location {} is repeated; it is in line {} already", in_quotes(location.code),
                                          first->second));
      continue;
    }
    inventory.locations.emplace(location.code, std::move(location));
  }
  table.finish();
}

enum Field : std::size_t { kName, kRole, kServer, kLocation, kAddress, kPort, kUser };

// One row of devices.csv against what a device may be; false when it cannot be a device at all.
class DeviceRow {
 public:
  DeviceRow(CsvTable& table, const CsvRecord& row, bool locations_known, const model::Inventory& inventory)
      : table_(table), row_(row), locations_known_(locations_known), inventory_(inventory) {}

  bool read(model::Device& device) {
    device.name = field(kName);
    if (auto named = base::check_name("device", device.name); !named) return wrong(named.error().message);
    read_role(device);
    device.location = field(kLocation);
    if (locations_known_ && !device.location.empty() && !inventory_.locations.contains(device.location)) {
      wrong(fmt::format("location {} is not known; expected a code of the locations file", in_quotes(device.location)));
    }
    device.address = field(kAddress);
    if (!device.address.empty() && !is_remote_host(device.address)) {
      wrong(fmt::format("address {} is no host name or IP address", in_quotes(device.address)));
    }
    device.user = field(kUser);
    if (!device.user.empty() && !is_name(device.user))
      wrong(fmt::format("user {} is no user name", in_quotes(device.user)));
    read_port(device);
    return true;
  }

 private:
  std::string field(Field which) const { return std::string(row_.fields[which]); }
  bool wrong(std::string message) {
    table_.problem(row_.line, std::move(message));
    return false;
  }

  void read_role(model::Device& device) {
    const std::string role = field(kRole);
    device.server = field(kServer);
    device.role = role == "intermediate" ? model::DeviceRole::kIntermediate : model::DeviceRole::kRecipient;
    if (role != "intermediate" && role != "recipient") {
      wrong(fmt::format("role {} is not known; expected intermediate or recipient", in_quotes(role)));
    } else if (role == "recipient" && device.server.empty()) {
      wrong(fmt::format("recipient {} has no server; expected the intermediate server that serves it", device.name));
    } else if (role == "intermediate" && !device.server.empty() && device.server != device.name) {
      wrong(fmt::format("intermediate server {} names the server {}; expected its own name or nothing", device.name,
                        in_quotes(device.server)));
    }
  }

  void read_port(model::Device& device) {
    const std::string_view text = row_.fields[kPort];
    if (text.empty()) return;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), device.port);
    if (error == std::errc{} && end == text.data() + text.size() && device.port > 0) return;
    wrong(fmt::format("port {} is no port; expected a whole number from 1 to 65535", in_quotes(text)));
  }

  CsvTable& table_;
  const CsvRecord& row_;
  bool locations_known_;
  const model::Inventory& inventory_;
};

void check_servers(CsvTable& table, const LineOf& lines, const model::Inventory& inventory) {
  for (const auto& [name, device] : inventory.devices) {
    if (device.role == model::DeviceRole::kIntermediate || device.server.empty()) continue;
    const auto server = inventory.devices.find(device.server);
    if (server == inventory.devices.end()) {
      table.problem(lines.at(name),
                    fmt::format("server {} of device {} is not known; expected a row of its own with role intermediate",
                                in_quotes(device.server), name));
    } else if (server->second.role != model::DeviceRole::kIntermediate) {
      table.problem(lines.at(name),
                    fmt::format("server {} of device {} has role recipient (line {}); expected an intermediate server",
                                in_quotes(device.server), name, lines.at(device.server)));
    }
  }
}

void read_devices(const NamedText& file, bool locations_known, model::Inventory& inventory, Problems& problems) {
  CsvTable table(file.text, file.name,
                 {{"device"}, {"role"}, {"server"}, {"location"}, {"address", false}, {"port", false}, {"user", false}},
                 problems);
  LineOf lines;
  for (CsvRecord row; table.next(row);) {
    model::Device device;
    if (!DeviceRow(table, row, locations_known, inventory).read(device)) continue;
    const auto [first, added] = lines.try_emplace(device.name, row.line);
    if (!added) {
      table.problem(row.line,
                    fmt::format("device {} is repeated; it is in line {} already", device.name, first->second));
      continue;
    }
    inventory.devices.emplace(device.name, std::move(device));
  }
  check_servers(table, lines, inventory);
  table.finish();
}

}  // namespace

model::Inventory read_inventory(const NamedText& devices, const NamedText& locations, const CentreCheck& centre_exists,
                                Problems& problems) {
  model::Inventory inventory;
  Problems found;
  if (!locations.name.empty()) read_locations(locations, centre_exists, inventory, found);
  // Without a sound locations file there is nothing to check the devices' codes against.
  const bool locations_known = !locations.name.empty() && found.empty();
  if (!devices.name.empty()) read_devices(devices, locations_known, inventory, found);
  std::stable_sort(found.begin(), found.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  problems.insert(problems.end(), found.begin(), found.end());
  return inventory;
}

Parsed<model::Inventory> parse_inventory(std::string_view devices_csv, const std::string& devices_name,
                                         std::string_view locations_csv, const std::string& locations_name) {
  Problems problems;
  auto inventory = read_inventory({devices_csv, devices_name}, {locations_csv, locations_name}, nullptr, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return inventory;
}

}  // namespace redrive::config
