#include "shared/model/job.h"

#include <algorithm>
#include <unordered_set>

#include "shared/base/digest.h"
#include "shared/base/names.h"

namespace redrive::model {
namespace {

using base::ErrorCode;
using base::fail;

base::Status check_command(std::string_view what, const Command& command) {
  if (command.size() > kMaxArguments) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{} has {} arguments; at most {} are taken", what, command.size(), kMaxArguments));
  }
  for (const auto& argument : command) {
    if (argument.size() > kMaxArgument || argument.find('\0') != std::string::npos) {
      return fail(ErrorCode::kInvalid,
                  fmt::format("{} has an argument over {} bytes or with a NUL in it", what, kMaxArgument));
    }
  }
  if (!command.empty() && command[0].empty())
    return fail(ErrorCode::kInvalid, fmt::format("{} names no program", what));
  return {};
}

base::Status check_packages(const std::vector<PackageRef>& packages) {
  if (packages.empty()) return fail(ErrorCode::kInvalid, "packages: the list is empty; name at least one file");
  if (packages.size() > kMaxPackagesPerJob) {
    return fail(ErrorCode::kInvalid,
                fmt::format("packages: {} given; at most {} are taken", packages.size(), kMaxPackagesPerJob));
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& package : packages) {
    if (auto named = base::check_name("package", package.name); !named) return named;
    if (auto digest = base::check_digest(package.digest); !digest)
      return base::fail_in("package " + package.name, digest.error());
    if (!seen.insert(package.name).second)
      return fail(ErrorCode::kInvalid, fmt::format("packages: '{}' is listed twice", package.name));
  }
  return {};
}

base::Status check_devices(const std::vector<std::string>& devices) {
  if (devices.empty()) return fail(ErrorCode::kInvalid, "devices: the distribution list is empty");
  if (devices.size() > kMaxDevicesPerOrder) {
    return fail(ErrorCode::kInvalid,
                fmt::format("devices: {} given; at most {} are taken", devices.size(), kMaxDevicesPerOrder));
  }
  std::unordered_set<std::string_view> seen;
  for (const auto& device : devices) {
    if (auto named = base::check_name("device", device); !named) return named;
    if (!seen.insert(device).second)
      return fail(ErrorCode::kInvalid, fmt::format("devices: '{}' is listed twice", device));
  }
  return {};
}

base::Status check_addresses(const JobOrder& order) {
  if (order.addresses.size() > kMaxAddressesPerOrder) {
    return fail(ErrorCode::kInvalid, fmt::format("addresses: {} given; at most {} are taken", order.addresses.size(),
                                                 kMaxAddressesPerOrder));
  }
  if (order.addresses.empty()) return {};
  const std::unordered_set<std::string_view> devices(order.devices.begin(), order.devices.end());
  std::string_view before;
  for (const auto& [device, address, user, port] : order.addresses) {
    if (!devices.contains(device))
      return fail(ErrorCode::kInvalid, fmt::format("addresses: '{}' is not in the distribution list", device));
    if (device <= before)
      return fail(ErrorCode::kInvalid, fmt::format("addresses: '{}' is out of order or listed twice", device));
    if (!address.empty() && !base::is_host(address)) {
      return fail(ErrorCode::kInvalid, fmt::format("addresses: that of '{}' is no host name or IP address", device));
    }
    if (!user.empty()) {
      if (auto named = base::check_name("user", user); !named) return base::fail_in("device " + device, named.error());
    }
    before = device;
  }
  return {};
}

}  // namespace

base::Status check_order(const JobOrder& order) {
  if (auto named = base::check_name("job", order.job); !named) return named;
  if (auto named = base::check_name("server", order.server); !named) return named;
  if (order.name.size() > base::kMaxName) return fail(ErrorCode::kInvalid, "name is longer than 128 bytes");
  if (auto packages = check_packages(order.packages); !packages) return packages;
  if (auto devices = check_devices(order.devices); !devices) return devices;
  const JobParameters& p = order.parameters;
  const std::pair<std::string_view, const Command*> commands[] = {
      {"before", &p.before}, {"install", &p.install}, {"verify", &p.verify}, {"after", &p.after}};
  for (const auto& [what, command] : commands) {
    if (auto checked = check_command(what, *command); !checked) return checked;
  }
  if (p.timeout <= base::Micros{0}) return fail(ErrorCode::kInvalid, "timeout must be longer than 0s");
  if (p.parallel < 1 || p.parallel > 1000) return fail(ErrorCode::kInvalid, "parallel must be 1 to 1000");
  if (p.retries > 100) return fail(ErrorCode::kInvalid, "retries must be 0 to 100");
  return check_addresses(order);
}

DeviceAddress address_of(const std::vector<DeviceAddress>& addresses, const std::string& device) {
  const auto at = std::ranges::lower_bound(addresses, device, {}, &DeviceAddress::device);
  return at != addresses.end() && at->device == device ? *at : DeviceAddress{device};
}

}  // namespace redrive::model
