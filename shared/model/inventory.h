// The company's devices, servers, sites and maintenance centres, as read from configuration and inventory files.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace redrive::model {

enum class DeviceRole { kIntermediate, kRecipient };

struct Device {
  std::string name;
  DeviceRole role = DeviceRole::kRecipient;
  std::string server;         // the intermediate server that serves it; a server names itself or none
  std::string location;       // location code from the location table, or empty
  std::string address, user;  // optional, for rsync_ssh
  std::uint16_t port = 0;

  bool operator==(const Device&) const = default;
};

struct Location {
  std::string code;
  std::string name;
  std::vector<std::string> aliases;
  std::string centre;  // maintenance centre id

  bool operator==(const Location&) const = default;
};

struct Centre {
  std::string id;
  std::string name;
  std::vector<std::string> email;
  std::string fallback;  // centre that gets the ticket when this one cannot be reached; empty = none

  bool operator==(const Centre&) const = default;
};

struct Inventory {
  std::map<std::string, Device, std::less<>> devices;      // by name, servers included
  std::map<std::string, Location, std::less<>> locations;  // by code
};

}  // namespace redrive::model
