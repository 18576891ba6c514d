// A distribution job: what is sent to which intermediate server for which devices, and how it is installed (D1, D3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::model {

struct PackageRef {
  std::string name;  // file name, a checked name: never a path
  std::uint64_t size = 0;
  std::string digest;  // base/digest.h form

  bool operator==(const PackageRef&) const = default;
};

// Argument vector of a program, never a shell line. "{package}" in an argument stands for the package's path on the
// device, "{device}" for the device's name; with several packages a command naming {package} runs once for each.
using Command = std::vector<std::string>;

// Distribution parameters: the install instructions and their bounds, frozen when the job starts.
struct JobParameters {
  Command before, install, verify, after;  // empty = that step is not done
  base::Micros timeout{600'000'000};       // per device and attempt, all steps together
  std::uint32_t retries = 0;               // further attempts per device inside one run
  std::uint32_t parallel = 8;              // devices worked on at the same time
  std::uint64_t bandwidth = 0;             // bytes per second per server, 0 = no limit
  std::string window;                      // allowed hours "22:00-05:00" by the server's clock, empty = always

  bool operator==(const JobParameters&) const = default;
};

// Where a device is reached over the network; what is empty or 0 is the device's name and the agent's own setting.
struct DeviceAddress {
  std::string device{};
  std::string address{};   // host name or IP address
  std::string user{};      // a checked name
  std::uint16_t port = 0;  // of its SSH server

  bool operator==(const DeviceAddress&) const = default;
};

// One server's share of a job: just what the agent is sent, and all it needs to do the job again (R2).
struct JobOrder {
  std::string job;   // job id
  std::string name;  // from the job file, for people
  std::string server;
  std::vector<PackageRef> packages;  // distribution order
  std::vector<std::string> devices;  // distribution list: no repeats, never empty
  JobParameters parameters;
  std::vector<DeviceAddress> addresses{};  // of the devices that have one, in the order of their names, no repeats

  bool operator==(const JobOrder&) const = default;
};

inline constexpr std::size_t kMaxDevicesPerOrder = 1'000'000;
inline constexpr std::size_t kMaxAddressesPerOrder = 300'000;  // what fits into a message beside their names
inline constexpr std::size_t kMaxPackagesPerJob = 10'000;
inline constexpr std::size_t kMaxArguments = 256;
inline constexpr std::size_t kMaxArgument = 4096;  // bytes of one argument

// Names, digests, bounds, no repeats. The error names the field.
base::Status check_order(const JobOrder& order);

// That device's entry in a JobOrder's addresses; one with just the name where there is none.
DeviceAddress address_of(const std::vector<DeviceAddress>& addresses, const std::string& device);

}  // namespace redrive::model
