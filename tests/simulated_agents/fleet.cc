#include "tests/simulated_agents/fleet.h"

#include <algorithm>
#include <numeric>

#include "tests/simulated_agents/agent_keys.h"

namespace redrive::simulated {
namespace {

FleetPlace within(FleetPlace place, std::size_t servers) {
  place.first = std::min(place.first, servers);
  place.count = std::min(place.count, servers - place.first);
  return place;
}

}  // namespace

Fleet::Fleet(sys::EventLoop& loop, const base::Clock& clock, const FleetScript& script, World world, FleetPlace place)
    : loop_(loop),
      place_(within(std::move(place), world.servers().size())),
      seed_(script.seed),
      world_(std::move(world)),
      random_(script.seed + 1),
      around_{loop, clock, random_, counters_, script.reconnect},
      pool_(place_.count),
      is_due_(place_.count),
      is_away_(place_.count) {
  counters_.agents = place_.count;
  for (std::size_t i = 0; i < place_.count; ++i) {
    keys_.push_back(key_pair_of(seed_, place_.first + i));
    agents_.push_back(std::make_unique<SimulatedAgent>(
        around_, world_, world_.servers()[place_.first + i], script.work, [this, i] { return dial(i); },
        [this, i] {
          if (!is_due_[i]) due_.push_back(i);
          is_due_[i] = true;
        }));
  }
  loop_.add_pump([this] { return pump_due(); });
}

void Fleet::start() {
  for (auto& agent : agents_) agent->start();
}

std::unique_ptr<link::DealerTransport> Fleet::dial(std::size_t agent) {
  auto opened = pool_.open({place_.central, place_.central_key}, keys_[agent]);
  return opened ? std::move(*opened) : nullptr;
}

bool Fleet::pump_due() {
  for (const std::size_t i : std::exchange(due_, {})) {
    is_due_[i] = false;
    agents_[i]->pump();
  }
  return !due_.empty();
}

// Of those that are here.
std::vector<std::size_t> Fleet::draw(std::uint32_t number, bool percent) {
  std::vector<std::size_t> here;
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    if (!is_away_[i]) here.push_back(i);
  }
  const std::size_t wanted = percent ? (agents_.size() * number + 99) / 100 : number;
  const std::size_t count = std::min(wanted, here.size());
  for (std::size_t i = 0; i < count; ++i) std::swap(here[i], here[i + random_.below(here.size() - i)]);
  here.resize(count);
  return here;
}

std::string Fleet::drop(const Drop& drop) {
  const auto dropped = draw(drop.number, drop.percent);
  for (const std::size_t i : dropped) {
    is_away_[i] = true;
    ++counters_.away;
    agents_[i]->vanish();
    loop_.after(drop.away, [this, i] {
      is_away_[i] = false;
      --counters_.away;
      agents_[i]->start();
    });
  }
  return fmt::format(R"({{"event":"dropped","agents":{}}})", dropped.size());
}

std::string Fleet::restart(const Restart& restart) {
  const auto drawn = draw(restart.number, restart.percent);
  for (const std::size_t i : drawn) agents_[i]->restart();
  return fmt::format(R"({{"event":"restarted","agents":{}}})", drawn.size());
}

base::Result<std::string> Fleet::act(const Control& control) {
  if (const auto* one = std::get_if<Drop>(&control)) return drop(*one);
  if (const auto* one = std::get_if<Restart>(&control)) return restart(*one);
  if (std::holds_alternative<Dial>(control)) return start(), std::string(R"({"event":"dialled"})");
  const auto* mend = std::get_if<Mend>(&control);
  if (mend == nullptr) return base::fail(base::ErrorCode::kInvalid, "not for the fleet");
  if (auto done = world_.mend(mend->cause, mend->mended); !done) return tl::unexpected<base::Error>(done.error());
  return fmt::format(R"({{"event":"{}","cause":"{}"}})", mend->mended ? "mended" : "broken", mend->cause);
}

Counters Fleet::counters() const {
  return counters_;
}

}  // namespace redrive::simulated
