#include "cli/watch/look.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "cli/render.h"
#include "shared/sys/file.h"

namespace redrive::cli {
namespace {

using base::Result;

constexpr std::size_t kRolloutsShown = 10;
constexpr const char* kRunsShown = "20";
constexpr std::size_t kMailAsked = 20;  // tickets in one look

Result<Json> items(Client& client, const std::string& path, const Query& query) {
  auto answer = client.get(path, query);
  if (!answer) return answer;
  return answer->value("items", Json::array());
}

// Rollouts that run, wave by wave; paused ones wait for somebody.
base::Status look_at_rollouts(Client& client, Seen& seen) {
  for (const char* state : {"running", "paused", "cancelling"}) {
    const auto some = items(client, "/api/v1/rollouts", {{"state", state}, {"limit", "10"}});
    if (!some) return tl::unexpected<base::Error>(some.error());
    for (const auto& one : *some) {
      if (seen.rollouts.size() >= kRolloutsShown) return {};
      auto whole = client.get("/api/v1/rollouts/" + path_part(value(one, "id")));
      if (!whole) return tl::unexpected<base::Error>(whole.error());
      seen.rollouts.push_back(std::move(*whole));
    }
  }
  return {};
}

// Of the newest open tickets: did the mail go out?
base::Status look_at_mail(Client& client, const Seen& before, Seen& seen) {
  std::size_t asked = 0;
  for (const auto& ticket : seen.overview["tickets"]["items"]) {
    const std::string id = value(ticket, "id");
    const auto known = before.mail_of.find(id);
    if (known != before.mail_of.end() && known->second == "sent") {
      seen.mail_of[id] = known->second;
      continue;
    }
    if (++asked > kMailAsked) continue;
    const auto mails = items(client, "/api/v1/mail", {{"ticket", id}});
    if (!mails) return tl::unexpected<base::Error>(mails.error());
    seen.mail_of[id] = mail_word(*mails);
  }
  return {};
}

}  // namespace

Result<Seen> look(Client& client, const Seen& before) {
  Seen seen;
  auto status = client.get("/api/v1/status");
  if (!status) return tl::unexpected<base::Error>(status.error());
  auto overview = client.get("/api/v1/overview");
  if (!overview) return tl::unexpected<base::Error>(overview.error());
  auto runs = items(client, "/api/v1/redistributions", {{"state", "running"}, {"limit", kRunsShown}});
  if (!runs) return tl::unexpected<base::Error>(runs.error());
  seen.status = std::move(*status);
  seen.overview = std::move(*overview);
  seen.redistributions = std::move(*runs);
  if (auto good = look_at_rollouts(client, seen); !good) return tl::unexpected<base::Error>(good.error());
  if (auto good = look_at_mail(client, before, seen); !good) return tl::unexpected<base::Error>(good.error());
  return seen;
}

struct Looker::Shared {
  explicit Shared(int fd) : done(fd) {}

  const sys::Fd done;
  std::mutex mutex;  // guards what follows
  bool busy = false;
  std::optional<Result<Seen>> result;
};

Looker::Looker(ClientOptions options)
    : options_(std::move(options)), shared_(std::make_shared<Shared>(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {}

void Looker::begin(Seen before) {
  {
    std::lock_guard lock(shared_->mutex);
    if (shared_->busy) return;
    shared_->busy = true;
  }
  std::thread([shared = shared_, options = options_, before = std::move(before)] {
    Client client(options);
    auto result = look(client, before);
    std::lock_guard lock(shared->mutex);
    shared->busy = false;
    shared->result = std::move(result);
    const std::uint64_t one = 1;
    (void)!::write(shared->done.get(), &one, sizeof one);
  }).detach();
}

int Looker::fd() const {
  return shared_->done.get();
}

std::optional<Result<Seen>> Looker::take() {
  std::uint64_t count = 0;
  (void)!::read(shared_->done.get(), &count, sizeof count);
  std::lock_guard lock(shared_->mutex);
  return std::exchange(shared_->result, std::nullopt);
}

}  // namespace redrive::cli
