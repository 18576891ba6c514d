#include "central/flow/job_orders.h"

#include <set>

#include "shared/base/names.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using base::Status;

bool matches(const std::string& pattern, const std::string& name) {
  return base::is_glob(pattern) ? base::glob_match(pattern, name) : pattern == name;
}

// Recipients per server, in the inventory's order.
using Recipients = std::map<std::string, std::vector<std::string>, std::less<>>;

Recipients recipients_by_server(const model::Inventory& inventory) {
  Recipients out;
  for (const auto& [name, device] : inventory.devices) {
    if (device.role == model::DeviceRole::kIntermediate) {
      out.try_emplace(name);
    } else {
      out[device.server].push_back(name);
    }
  }
  return out;
}

Status add_devices(const JobServerSelection& selection, const std::string& server,
                   const std::vector<std::string>& recipients, std::set<std::string>& chosen) {
  if (selection.devices.empty()) chosen.insert(recipients.begin(), recipients.end());
  for (const auto& pattern : selection.devices) {
    const auto before = chosen.size();
    bool known = false;
    for (const auto& device : recipients) {
      if (matches(pattern, device)) known = true, chosen.insert(device);
    }
    if (!known && chosen.size() == before) {
      return fail(ErrorCode::kInvalid, fmt::format("'{}' names no device that server '{}' serves", pattern, server));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<model::JobOrder>> resolve_orders(const StartJob& request, const std::string& job,
                                                    const model::Inventory& inventory) {
  if (request.servers.empty())
    return fail(ErrorCode::kInvalid, "servers: the list is empty; name at least one intermediate server");
  const Recipients recipients = recipients_by_server(inventory);
  std::map<std::string, std::set<std::string>> chosen;
  for (const auto& selection : request.servers) {
    bool known = false;
    for (const auto& [server, devices] : recipients) {
      if (!matches(selection.server, server)) continue;
      known = true;
      if (auto added = add_devices(selection, server, devices, chosen[server]); !added)
        return tl::unexpected<base::Error>(added.error());
    }
    if (!known) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("'{}' names no intermediate server of the inventory (devices.csv)", selection.server));
    }
  }
  std::vector<model::JobOrder> orders;
  for (const auto& [server, devices] : chosen) {
    model::JobOrder order{
        job, request.name, server, request.packages, {devices.begin(), devices.end()}, request.parameters};
    if (auto checked = model::check_order(order); !checked) return base::fail_in("server " + server, checked.error());
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace redrive::central
