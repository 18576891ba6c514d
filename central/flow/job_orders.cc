#include "central/flow/job_orders.h"

#include <iterator>
#include <set>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

// The recipients of each intermediate server.
using Recipients = std::map<std::string, std::vector<std::string>, std::less<>>;

Recipients recipients_by_server(const model::Inventory& inventory) {
  Recipients out;
  for (const auto& [name, device] : inventory.devices) {
    if (device.role == model::DeviceRole::kIntermediate) out.try_emplace(name);
  }
  for (const auto& [name, device] : inventory.devices) {
    const auto server = out.find(device.server);
    if (device.role == model::DeviceRole::kRecipient && server != out.end()) server->second.push_back(name);
  }
  return out;
}

using Chosen = std::map<std::string, std::set<std::string>>;

// The devices of `servers` that the pattern names. At least one, but not one of each server.
Status add_matching(const std::string& pattern, const std::string& selected, const Recipients& servers,
                    Chosen& chosen) {
  const bool glob = base::is_glob(pattern);
  bool met = false;
  for (const auto& [server, recipients] : servers) {
    for (const auto& device : recipients) {
      if (glob ? base::glob_match(pattern, device) : pattern == device) met = true, chosen[server].insert(device);
    }
  }
  if (met) return {};
  return fail(ErrorCode::kInvalid, fmt::format("'{}' names no device that server '{}' serves", pattern, selected));
}

Status add_selection(const JobServerSelection& selection, const Recipients& all, Chosen& chosen) {
  Recipients servers;
  if (!base::is_glob(selection.server)) {
    if (const auto one = all.find(selection.server); one != all.end()) servers.insert(*one);
  } else {
    std::copy_if(all.begin(), all.end(), std::inserter(servers, servers.end()),
                 [&](const auto& entry) { return base::glob_match(selection.server, entry.first); });
  }
  if (servers.empty()) {
    return fail(ErrorCode::kInvalid,
                fmt::format("'{}' names no intermediate server of the inventory (devices.csv)", selection.server));
  }
  const auto serves_nobody = [](const auto& entry) { return entry.second.empty(); };
  if (std::all_of(servers.begin(), servers.end(), serves_nobody))
    return fail(ErrorCode::kInvalid, fmt::format("server '{}' serves no devices", selection.server));
  if (selection.devices.empty()) return add_matching("*", selection.server, servers, chosen);
  for (const auto& pattern : selection.devices) {
    if (auto added = add_matching(pattern, selection.server, servers, chosen); !added) return added;
  }
  return {};
}

// Of the devices whose inventory row says where or as whom they are reached. `devices` is in the order of the names.
std::vector<model::DeviceAddress> addresses_of(const std::set<std::string>& devices,
                                               const model::Inventory& inventory) {
  std::vector<model::DeviceAddress> out;
  for (const auto& name : devices) {
    const model::Device& device = inventory.devices.find(name)->second;
    if (device.address.empty() && device.user.empty() && device.port == 0) continue;
    out.push_back({name, device.address, device.user, device.port});
  }
  return out;
}

}  // namespace

Result<std::vector<model::JobOrder>> resolve_orders(const StartJob& request, const std::string& job,
                                                    const model::Inventory& inventory) {
  if (request.servers.empty())
    return fail(ErrorCode::kInvalid, "servers: the list is empty; name at least one intermediate server");
  const Recipients recipients = recipients_by_server(inventory);
  Chosen chosen;
  for (const auto& selection : request.servers) {
    if (auto added = add_selection(selection, recipients, chosen); !added)
      return tl::unexpected<base::Error>(added.error());
  }
  std::vector<model::JobOrder> orders;
  for (const auto& [server, devices] : chosen) {
    model::JobOrder order;
    order.job = job;
    order.name = request.name;
    order.server = server;
    order.packages = request.packages;
    order.devices.assign(devices.begin(), devices.end());
    order.parameters = request.parameters;
    order.addresses = addresses_of(devices, inventory);
    if (auto checked = model::check_order(order); !checked) return base::fail_in("server " + server, checked.error());
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace redrive::central
