#include "shared/wire/precheck.h"

#include <msgpack/null_visitor.hpp>
#include <msgpack/unpack.hpp>

#include "shared/wire/limits.h"

namespace redrive::wire {
namespace {

// Counts what the bytes claim to hold. A claim is counted when it is made: every value takes at least a byte, so more
// values than bytes is a lie found at once.
class ClaimCounter : public msgpack::null_visitor {
 public:
  explicit ClaimCounter(std::size_t bytes) : most_values_(std::min(bytes, kMaxValues)) {}

  const std::string& problem() const { return problem_; }

  bool start_array(std::uint32_t members) {
    if (members > kMaxItems) return stop(fmt::format("a list of {} members; at most {} are taken", members, kMaxItems));
    return open(members);
  }
  bool start_map(std::uint32_t pairs) {
    if (pairs > kMaxFields) return stop(fmt::format("a map of {} fields; at most {} are taken", pairs, kMaxFields));
    return open(std::size_t{2} * pairs);
  }
  bool end_array() { return close(); }
  bool end_map() { return close(); }
  bool visit_ext(const char*, std::uint32_t) { return stop("an extension type; none is known"); }
  void parse_error(std::size_t, std::size_t at) { stop(fmt::format("not msgpack at byte {}", at)); }
  void insufficient_bytes(std::size_t, std::size_t at) { stop(fmt::format("cut off after {} bytes", at)); }

 private:
  bool stop(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
    return false;
  }
  bool open(std::size_t values) {
    if (++depth_ > kMaxDepth) return stop(fmt::format("nested deeper than {} levels", kMaxDepth));
    claimed_ += values;
    if (claimed_ > most_values_)
      return stop(fmt::format("claims {} values; {} is the most here", claimed_, most_values_));
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  const std::size_t most_values_;
  std::size_t claimed_ = 1, depth_ = 0;
  std::string problem_;
};

}  // namespace

base::Status precheck(std::string_view bytes) {
  if (bytes.size() > kMaxMessage) {
    return base::fail(base::ErrorCode::kInvalid,
                      fmt::format("{} bytes; at most {} are taken", bytes.size(), kMaxMessage));
  }
  ClaimCounter counter(bytes.size());
  std::size_t end = 0;
  if (!msgpack::parse(bytes.data(), bytes.size(), end, counter) || !counter.problem().empty()) {
    return base::fail(base::ErrorCode::kInvalid, counter.problem().empty() ? "not msgpack" : counter.problem());
  }
  if (end != bytes.size()) {
    return base::fail(base::ErrorCode::kInvalid, fmt::format("{} bytes follow the message", bytes.size() - end));
  }
  return {};
}

}  // namespace redrive::wire
