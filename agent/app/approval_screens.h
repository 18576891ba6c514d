// What the approval dialogue shows of a plan, as text for a terminal of a given size. Pure. No line is wider than the
// terminal and control characters never reach it, whatever devices and programs have said.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/model/plan.h"

namespace redrive::agent {

struct Screen {
  std::size_t columns = 80, rows = 24;
};

// "redrive-redistribute 1.4.0 from central"; empty where the agent itself made the plan.
std::string tool_words(const model::PlanWishes& wishes);

// What will run, where, why, how much and how long, how sure, and what the checks say.
std::string summary_screen(const model::Plan& plan, Screen screen);

// Devices of one page, by their indices in the plan, from `first`; `search` is what they were searched for.
std::string device_screen(const model::Plan& plan, const std::vector<std::uint32_t>& shown, std::size_t first,
                          const std::string& search, Screen screen);
// Devices one page has room for; at least 1.
std::size_t devices_a_page(Screen screen);

std::string command_screen(const model::Plan& plan, Screen screen);
std::string diff_screen(const model::Plan& plan, Screen screen);
std::string check_screen(const model::Plan& plan, Screen screen);
std::string help_screen();

}  // namespace redrive::agent
