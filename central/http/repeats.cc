#include "central/http/repeats.h"

#include <algorithm>

#include "central/store/kept_answers.h"
#include "shared/base/digest.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

constexpr std::size_t kLongestKey = 255;

bool well_formed(std::string_view key) {
  return key.size() <= kLongestKey && std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
}

// Lengths before texts, so that no two requests give the same bytes.
std::string digest_of(const Request& request) {
  std::string text;
  const auto add = [&](std::string_view part) { text.append(fmt::format("{}:{}", part.size(), part)); };
  add(request.method);
  add(request.path);
  for (const auto& [name, value] : request.query) {
    add(name);
    add(value);
  }
  text += '\n';
  add(request.body);
  return base::digest_of(text);
}

std::string_view kind_of(int status) {
  return status == 204 ? "" : "application/json";
}

}  // namespace

Response Repeats::once(Request& request, bool recognised, const std::function<Response()>& work) {
  if (!well_formed(request.idempotency_key)) {
    return problem(
        400, "invalid",
        fmt::format("the header Idempotency-Key is not 1 to {} printable characters without blanks", kLongestKey));
  }
  const RequestKey key{request.actor.name, request.idempotency_key, digest_of(request)};
  const Name name{key.who, key.key};
  if (!claim(name)) {
    Response busy = problem(409, "conflict", "a request with this Idempotency-Key is being done; ask again");
    busy.retry_after = 1;
    return busy;
  }
  auto before = answered_before(key, recognised);
  if (!before) {
    request.actor.once = key;
    before = work();
    keep(key, *before);
  }
  release(name);
  return *std::move(before);
}

std::optional<Response> Repeats::answered_before(const RequestKey& key, bool recognised) {
  auto found = context_.readers.read([&](Database& db) { return find_answer(db, key.who, key.key); });
  if (!found) return problem(found.error());
  if (!*found || (*found)->at <= context_.clock.utc() - kAnswersKept) return std::nullopt;
  KeptAnswer& kept = **found;
  if (kept.request != key.request) return problem(422, "invalid", "this Idempotency-Key was another request's");
  if (kept.status != 0) {
    Response again{kept.status, kind_of(kept.status), std::move(kept.answer)};
    again.repeated = true;
    return again;
  }
  if (recognised) return std::nullopt;
  return problem(409, "conflict",
                 fmt::format("what this asks for was done at {}, at least in part, and the answer is not kept; look at "
                             "the resource, and take another Idempotency-Key to do it again",
                             base::format_rfc3339(kept.at)));
}

// A client that has its answer needs no other, so what keeps this from being stored is not its business.
void Repeats::keep(const RequestKey& key, const Response& response) {
  const bool done = response.status >= 200 && response.status < 300;
  const bool fits = response.body.size() <= kLongestAnswer;
  auto kept = context_.decider.ask(
      KeepAnswer{key, done, done && fits ? response.status : 0, done && fits ? response.body : std::string{}});
  if (!kept) log::warning("http", "an answer is not kept for its Idempotency-Key: " + kept.error().message);
}

bool Repeats::claim(const Name& name) {
  std::lock_guard lock(mutex_);
  return running_.insert(name).second;
}

void Repeats::release(const Name& name) {
  std::lock_guard lock(mutex_);
  running_.erase(name);
}

}  // namespace redrive::central
