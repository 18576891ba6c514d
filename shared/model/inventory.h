// The company's devices, servers, sites and maintenance centres, as read from configuration and inventory files.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/base/time.h"
#include "shared/model/working_hours.h"

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

  // Tickets that nobody there answers: a reminder each time so much of its working hours has passed, 0 = none; after
  // the last one the ticket is told to another centre, empty = the fallback.
  base::Micros remind_after{};
  std::uint32_t reminders = 2;
  std::string escalate_to{};
  WorkingHours working{};

  bool operator==(const Centre&) const = default;
};

struct Inventory {
  std::map<std::string, Device, std::less<>> devices;      // by name, servers included
  std::map<std::string, Location, std::less<>> locations;  // by code
};

}  // namespace redrive::model
