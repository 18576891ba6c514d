// What-if (O5): the tickets that would have been mailed for recorded alerts, by the very decisions of journey 1. Opens
// no store, needs no keys, sends nothing.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "central/core/rules.h"
#include "central/replay/alert_feed.h"

namespace redrive::central {

// Feeds every alert to the decision, then runs the clock on until nothing is pending. The tickets that would have been
// mailed, in their final state with all their alerts, in the order of their ids. `progress`, where given, is told the
// number of alerts decided so far now and then.
std::vector<model::Ticket> replay(std::shared_ptr<const Rules> rules, AlertFeed& feed,
                                  const std::function<void(std::uint64_t)>& progress = {});

}  // namespace redrive::central
