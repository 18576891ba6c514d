// devices.csv and locations.csv -> the inventory, with every problem by file and line (at most kMaxInventoryProblems of
// each file, then how many more there are).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "shared/config/problem.h"
#include "shared/model/inventory.h"

namespace redrive::config {

inline constexpr std::size_t kMaxInventoryProblems = 1000;

struct NamedText {
  std::string_view text;
  std::string name;  // of the file, for messages; empty = there is no such file
};

// Whether a maintenance centre of this id exists; an empty function checks nothing.
using CentreCheck = std::function<bool(const std::string&)>;

// Adds what is wrong to `problems`; what is right is in the inventory either way.
model::Inventory read_inventory(const NamedText& devices, const NamedText& locations, const CentreCheck& centre_exists,
                                Problems& problems);

}  // namespace redrive::config
