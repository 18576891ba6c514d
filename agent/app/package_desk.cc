#include "agent/app/package_desk.h"

#include "shared/model/failure_type.h"

namespace redrive::agent {

void PackageDesk::fetch(const model::PackageRef& package, Done done) {
  auto [it, fresh] = fetches_.try_emplace(package.digest, Fetch{PackageFetch(store_, package, options_), {}});
  it->second.waiting.push_back(std::move(done));
  if (!fresh) return;
  send(package.digest, it->second.fetch.start());
  settle(package.digest);
  if (!fetches_.empty() && !std::exchange(looking_, true)) loop_.after(kStalled, [this] { look_for_stalled(); });
}

void PackageDesk::look_for_stalled() {
  for (auto& [digest, fetch] : fetches_) {
    const std::uint64_t received = fetch.fetch.bytes_received();
    if (std::exchange(fetch.received_before, received) == received) send(digest, fetch.fetch.start());
  }
  looking_ = !fetches_.empty();
  if (looking_) loop_.after(kStalled, [this] { look_for_stalled(); });
}

void PackageDesk::ready() {
  asked_.clear();
  std::vector<std::string> digests;
  for (const auto& [digest, fetch] : fetches_) digests.push_back(digest);
  for (const auto& digest : digests) {
    send(digest, fetches_.at(digest).fetch.start());
    settle(digest);
  }
}

void PackageDesk::take(std::uint64_t re, const wire::Chunk& chunk) {
  asked_.erase(re);
  const auto found = fetches_.find(chunk.digest);
  if (found == fetches_.end()) return;
  send(chunk.digest, found->second.fetch.take(chunk));
  settle(chunk.digest);
}

bool PackageDesk::take(std::uint64_t re, const wire::ErrorReply& error) {
  const auto asked = asked_.find(re);
  if (asked == asked_.end()) return false;
  const std::string digest = asked->second;
  asked_.erase(asked);
  if (const auto found = fetches_.find(digest); found != fetches_.end()) found->second.fetch.take(error);
  settle(digest);
  return true;
}

void PackageDesk::abandon_all() {
  const FetchFailure stopped{std::string(model::failure_type::kTransferInterrupted), "the agent is stopping"};
  for (auto& [digest, fetch] : std::exchange(fetches_, {})) {
    for (auto& done : fetch.waiting) done(stopped);
  }
}

// What cannot be sent now is asked for again when central is back (ready()).
void PackageDesk::send(const std::string& digest, const PackageFetch::Requests& requests) {
  for (const auto& request : requests) {
    const std::uint64_t id = link_.next_id();
    if (link_.send({id, 0, request})) asked_[id] = digest;
  }
}

void PackageDesk::settle(const std::string& digest) {
  const auto found = fetches_.find(digest);
  if (found == fetches_.end()) return;
  const auto state = found->second.fetch.state();
  if (state != PackageFetch::State::kDone && state != PackageFetch::State::kFailed) return;
  auto finished = fetches_.extract(found);
  std::erase_if(asked_, [&](const auto& entry) { return entry.second == digest; });
  for (auto& done : finished.mapped().waiting) done(finished.mapped().fetch.failure());
}

}  // namespace redrive::agent
