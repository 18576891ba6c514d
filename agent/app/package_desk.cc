#include "agent/app/package_desk.h"

#include "shared/model/failure_type.h"

namespace redrive::agent {
namespace {

// Under a limit no request is for more than a second's worth, so that fetches take turns.
FetchOptions within(FetchOptions options, std::uint64_t bandwidth) {
  constexpr std::uint64_t kSmallest = 4096;
  if (bandwidth == 0) return options;
  options.chunk = static_cast<std::uint32_t>(std::min<std::uint64_t>(options.chunk, std::max(bandwidth, kSmallest)));
  return options;
}

}  // namespace

PackageDesk::PackageDesk(sys::EventLoop& loop, CentralLink& link, const base::Clock& clock, sys::ContentStore& store,
                         FetchOptions options, std::uint64_t bandwidth, base::Micros stalled)
    : loop_(loop),
      link_(link),
      clock_(clock),
      store_(store),
      options_(within(options, bandwidth)),
      stalled_(stalled),
      pace_(bandwidth) {}

void PackageDesk::fetch(const model::PackageRef& package, Done done) {
  disk_.post([this, package, done = std::move(done)] { begin(package, done); });
}

void PackageDesk::ready() {
  for (const auto& [digest, turn] : turns_) disk_.post([this, digest = digest] { ask_again(digest); });
}

void PackageDesk::take(std::uint64_t re, wire::Chunk chunk) {
  asked_.erase(re);
  disk_.post([this, chunk = std::move(chunk)] {
    const auto found = fetches_.find(chunk.digest);
    if (found == fetches_.end()) return;
    auto more = found->second.fetch.take(chunk);
    loop_.post([this, digest = chunk.digest, more = std::move(more)] { ask(digest, more, false); });
    settle(chunk.digest);
  });
}

bool PackageDesk::take(std::uint64_t re, const wire::ErrorReply& error) {
  const auto asked = asked_.extract(re);
  if (asked.empty()) return false;
  disk_.post([this, digest = asked.mapped(), error] {
    if (const auto found = fetches_.find(digest); found != fetches_.end()) found->second.fetch.take(error);
    settle(digest);
  });
  return true;
}

void PackageDesk::stop() {
  disk_.stop();
  const FetchFailure stopped{std::string(model::failure_type::kTransferInterrupted), "the agent is stopping"};
  for (auto& [digest, fetch] : std::exchange(fetches_, {})) {
    for (auto& done : fetch.waiting) done(stopped);
  }
}

// ---- on the desk's thread

void PackageDesk::begin(const model::PackageRef& package, Done done) {
  auto [it, fresh] = fetches_.try_emplace(package.digest, Fetch{PackageFetch(store_, package, options_), {}});
  it->second.waiting.push_back(std::move(done));
  if (fresh) ask_again(package.digest);
}

void PackageDesk::ask_again(const std::string& digest) {
  const auto found = fetches_.find(digest);
  if (found == fetches_.end()) return;
  loop_.post([this, digest, requests = found->second.fetch.start()] { ask(digest, requests, true); });
  settle(digest);
}

void PackageDesk::settle(const std::string& digest) {
  const auto found = fetches_.find(digest);
  if (found == fetches_.end()) return;
  const auto state = found->second.fetch.state();
  if (state != PackageFetch::State::kDone && state != PackageFetch::State::kFailed) return;
  const auto finished = fetches_.extract(found);
  loop_.post([this, digest] { forget(digest); });
  for (const auto& done : finished.mapped().waiting) done(finished.mapped().fetch.failure());
}

// ---- on the loop's thread

void PackageDesk::ask(const std::string& digest, const PackageFetch::Requests& requests, bool anew) {
  if (anew) forget(digest);
  Turn& turn = turns_[digest];
  if (anew) turn.round = ++rounds_;
  base::Micros wait{0};
  for (const auto& request : requests) {
    wait = pace_.book(request.length, clock_.steady());
    if (wait == base::Micros{0}) {
      send(digest, request);
      continue;
    }
    loop_.after(wait, [this, digest, request, round = turn.round] {
      if (const auto now = turns_.find(digest); now != turns_.end() && now->second.round == round)
        send(digest, request);
    });
  }
  loop_.cancel(turn.stall_timer);
  turn.stall_timer =
      loop_.after(wait + stalled_, [this, digest] { disk_.post([this, digest] { ask_again(digest); }); });
}

// What cannot be sent now is asked for again when central is back, or when the fetch has stalled.
void PackageDesk::send(const std::string& digest, const wire::ChunkRequest& request) {
  const std::uint64_t id = link_.next_id();
  if (link_.send({id, 0, request})) asked_[id] = digest;
}

void PackageDesk::forget(const std::string& digest) {
  std::erase_if(asked_, [&](const auto& entry) { return entry.second == digest; });
  if (const auto turn = turns_.extract(digest)) loop_.cancel(turn.mapped().stall_timer);
}

}  // namespace redrive::agent
