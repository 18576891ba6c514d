// Requests that carry an Idempotency-Key: each is done once, and answered the same when it comes again.
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <utility>

#include "central/http/context.h"
#include "central/http/message.h"

namespace redrive::central {

// A key is its sender's own, and known for kAnswersKept (store/kept_answers.h). What a request does carries its mark,
// in one transaction; its answer is kept after that. A request that did nothing leaves none: its key is free again.
// Safe from any thread.
class Repeats {
 public:
  explicit Repeats(const HttpContext& context) : context_(context) {}

  // Runs `work`, or gives the answer of before. 400 for a malformed key; 409 while the same is being done; 422 when the
  // key was another request's. 409 also where it is known to be done and the answer is not here, unless `recognised`:
  // then `work` finds out by itself.
  Response once(Request& request, bool recognised, const std::function<Response()>& work);

 private:
  using Name = std::pair<std::string, std::string>;  // who, key

  std::optional<Response> answered_before(const RequestKey& key, bool recognised);
  void keep(const RequestKey& key, const Response& response);
  bool claim(const Name& name);
  void release(const Name& name);

  const HttpContext& context_;
  std::mutex mutex_;
  std::set<Name> running_;  // as many as there are connections, at most
};

}  // namespace redrive::central
