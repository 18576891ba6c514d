#include "tests/simulated_agents/counters.h"

namespace redrive::simulated {

std::string to_json(const Counters& c) {
  const std::pair<const char*, std::uint64_t> fields[] = {{"agents", c.agents},
                                                          {"away", c.away},
                                                          {"ready", c.ready},
                                                          {"welcomes", c.welcomes},
                                                          {"losses", c.losses},
                                                          {"refusals", c.refusals},
                                                          {"orders", c.orders},
                                                          {"plans_run", c.plans_run},
                                                          {"cancels", c.cancels},
                                                          {"commands_refused", c.commands_refused},
                                                          {"commands_repeated", c.commands_repeated},
                                                          {"questions", c.questions},
                                                          {"open_runs", c.open_runs},
                                                          {"succeeded", c.succeeded},
                                                          {"failed", c.failed},
                                                          {"cancelled", c.cancelled},
                                                          {"runs_finished", c.runs_finished},
                                                          {"batches", c.batches},
                                                          {"batches_repeated", c.batches_repeated},
                                                          {"unacknowledged", c.unacknowledged},
                                                          {"bad_frames", c.bad_frames}};
  std::string out = R"({"event":"counters")";
  for (const auto& [name, value] : fields) out += fmt::format(R"(,"{}":{})", name, value);
  return out + "}";
}

}  // namespace redrive::simulated
