#include "agent/app/package_desk.h"

#include "shared/model/failure_type.h"

namespace redrive::agent {

PackageDesk::PackageDesk(sys::EventLoop& loop, CentralLink& link, const base::Clock& clock, sys::ContentStore& store,
                         FetchOptions options, std::uint64_t bandwidth, base::Micros stalled)
    : loop_(loop), link_(link), clock_(clock), store_(store), stalled_(stalled), options_(options), pace_(bandwidth) {}

void PackageDesk::fetch(const model::PackageRef& package, sys::ContentStore& store, Done done) {
  disk_.post([this, package, &store, done = std::move(done)] { begin(package, store, done); });
}

// What waits under the old pace may be due now.
void PackageDesk::limit(std::uint64_t bandwidth, std::uint64_t keep_free) {
  disk_.post([this, bandwidth, keep_free] {
    options_.keep_free = keep_free;
    if (pace_.rate() == bandwidth) return;
    pace_ = Pace(bandwidth);
    ++paces_;
    asking_later_ = false;
    ask();
  });
}

void PackageDesk::ready() {
  asked_.clear();  // on the connection before: nothing of that is answered any more
  disk_.post([this, connection = ++connection_] {
    asking_on_ = connection;
    credit_.start_anew();
    std::vector<std::string> digests;
    for (const auto& [digest, fetch] : fetches_) digests.push_back(digest);
    for (const auto& digest : digests) start(digest);
    ask();
  });
}

void PackageDesk::take(std::uint64_t re, wire::Chunk chunk) {
  asked_.erase(re);
  if (stall_timers_.contains(chunk.digest)) watch(chunk.digest);
  disk_.post([this, chunk = std::move(chunk), at = clock_.steady()] { arrived(chunk, at); });
}

bool PackageDesk::take(std::uint64_t re, const wire::ErrorReply& error) {
  const auto asked = asked_.extract(re);
  if (asked.empty()) return false;
  disk_.post([this, digest = asked.mapped(), error] {
    const auto found = fetches_.find(digest);
    if (found == fetches_.end()) return;
    found->second.fetch.take(error);
    settle(found);
    ask();
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

// ---- on the desk's thread: fetches

void PackageDesk::begin(const model::PackageRef& package, sys::ContentStore& store, Done done) {
  auto [it, fresh] =
      fetches_.try_emplace(package.digest, Fetch{PackageFetch(store, package, options_), &store, {}, {}});
  if (it->second.store != &store) {
    return done(FetchFailure{std::string(model::failure_type::kTransferInterrupted),
                             "the same bytes are being fetched for another purpose; try again when they are here"});
  }
  it->second.waiting.push_back(std::move(done));
  if (!fresh) return;
  start(package.digest);
  ask();
}

void PackageDesk::start(const std::string& digest) {
  const auto found = fetches_.find(digest);
  if (found == fetches_.end()) return;
  release(found->second);
  found->second.fetch.start();
  settle(found);
}

void PackageDesk::stalled(const std::string& digest) {
  const auto found = fetches_.find(digest);
  if (found == fetches_.end() || !found->second.fetch.awaits()) return;  // it waits for its turn
  start(digest);
  ask();
}

void PackageDesk::arrived(const wire::Chunk& chunk, base::SteadyTime at) {
  const auto found = fetches_.find(chunk.digest);
  if (found == fetches_.end()) return;
  if (const auto ticket = found->second.asked.extract(chunk.offset))
    credit_.arrived(ticket.mapped(), chunk.bytes.size(), at);
  found->second.fetch.take(chunk);
  settle(found);
  ask();
}

void PackageDesk::settle(Fetches::iterator at) {
  const auto state = at->second.fetch.state();
  if (state != PackageFetch::State::kDone && state != PackageFetch::State::kFailed) return;
  release(at->second);
  const auto finished = fetches_.extract(at);
  loop_.post([this, digest = finished.key()] { forget(digest); });
  for (const auto& done : finished.mapped().waiting) done(finished.mapped().fetch.failure());
}

// What was asked for will not be answered any more, or too late to be of use.
void PackageDesk::release(Fetch& fetch) {
  for (const auto& [offset, ticket] : std::exchange(fetch.asked, {})) credit_.lost(ticket);
}

// ---- on the desk's thread: what to ask for

// As much as the credit and the pace allow.
void PackageDesk::ask() {
  while (credit_.room()) {
    const auto now = clock_.steady();
    const auto wait = pace_.wait(now);
    if (wait > base::Micros{0}) return ask_later(wait);
    if (!ask_one(now)) return;
  }
}

// The next fetch after the one that asked last, which has something to ask for.
bool PackageDesk::ask_one(base::SteadyTime now) {
  auto at = fetches_.upper_bound(last_);
  for (std::size_t looks = fetches_.size(); looks > 0; --looks, ++at) {
    if (at == fetches_.end()) at = fetches_.begin();
    const auto request = at->second.fetch.next(pace_.chunk(credit_.chunk()));
    if (!request) continue;
    last_ = at->first;
    pace_.book(request->length, now);
    at->second.asked[request->offset] = credit_.take(request->length, now);
    loop_.post([this, request = *request, connection = asking_on_] { send(request, connection); });
    return true;
  }
  return false;
}

void PackageDesk::ask_later(base::Micros wait) {
  if (std::exchange(asking_later_, true)) return;
  loop_.post([this, wait, pace = paces_] {
    loop_.after(wait, [this, pace] {
      disk_.post([this, pace] {
        if (pace != paces_) return;
        asking_later_ = false;
        ask();
      });
    });
  });
}

// ---- on the loop's thread

// What cannot be sent now is asked for again when central is back, or when the fetch has stalled.
void PackageDesk::send(const wire::ChunkRequest& request, std::uint64_t connection) {
  if (connection != connection_) return;  // asked for again already
  const std::uint64_t id = link_.next_id();
  if (link_.send({id, 0, request})) asked_[id] = request.digest;
  watch(request.digest);
}

void PackageDesk::watch(const std::string& digest) {
  auto& timer = stall_timers_[digest];
  loop_.cancel(timer);
  timer = loop_.after(stalled_, [this, digest] {
    std::erase_if(asked_, [&](const auto& entry) { return entry.second == digest; });
    disk_.post([this, digest] { stalled(digest); });
  });
}

void PackageDesk::forget(const std::string& digest) {
  std::erase_if(asked_, [&](const auto& entry) { return entry.second == digest; });
  if (const auto timer = stall_timers_.extract(digest)) loop_.cancel(timer.mapped());
}

}  // namespace redrive::agent
