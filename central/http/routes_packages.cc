// packages: brought to central before a job names them; resumed where they broke off, taken only when their digest is
// right (D2).
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/json_views.h"
#include "shared/base/digest.h"
#include "shared/log/log.h"

namespace redrive::central {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::uint64_t kMaxPackage = 1ULL << 40;

Response state_response(int status, const std::string& digest, std::uint64_t size, std::uint64_t offset,
                        bool complete) {
  return json_response(status, {{"digest", digest}, {"size", size}, {"offset", offset}, {"complete", complete}});
}

Response here_already(const HttpContext& context, const std::string& digest) {
  const auto size = context.packages.size_of(digest);
  return state_response(200, digest, size, size, true);
}

// Asked by whoever would send it: reads it all, so that a damaged copy, which is moved aside, is replaced by what they
// have. An agent's own check is of no help to central.
Result<bool> whole_and_right(const HttpContext& context, const std::string& digest) {
  auto verified = context.packages.verify(digest);
  if (verified) return true;
  if (verified.error().code == ErrorCode::kNotFound) return false;
  if (verified.error().code != ErrorCode::kCorrupt) return tl::unexpected(verified.error());
  log::warning("packages", verified.error().message + "; it must be sent again");
  return false;
}

Result<Response> show(const HttpContext& context, Request& request) {
  Query query(request);
  const auto size = query.number("size", kMaxPackage + 1, kMaxPackage);
  const std::string& digest = request.param("digest");
  if (auto good = base::check_digest(digest); !good) return tl::unexpected(good.error());
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (size > kMaxPackage)
    return context.packages.has(digest) ? Result<Response>(here_already(context, digest))
                                        : not_found("package", digest);
  auto here = whole_and_right(context, digest);
  if (!here) return tl::unexpected(here.error());
  if (*here) return here_already(context, digest);
  auto writer = context.packages.receive(digest, size);
  if (!writer) return tl::unexpected(writer.error());
  return state_response(200, digest, size, writer->offset(), false);
}

// From the request into the partial file. What arrived before the sender stopped stays for the next time.
base::Status copy(BodySource& from, sys::ContentStore::Writer& to) {
  std::vector<char> buffer(256 * 1024);
  for (;;) {
    auto got = from.read(buffer.data(), buffer.size());
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return {};
    if (auto put = to.append({buffer.data(), *got}); !put) return put;
  }
}

Result<Response> put(const HttpContext& context, Request& request) {
  Query query(request);
  const auto size = query.number("size", kMaxPackage + 1, kMaxPackage), offset = query.number("offset", 0, kMaxPackage);
  const std::string& digest = request.param("digest");
  if (auto good = base::check_digest(digest); !good) return tl::unexpected(good.error());
  if (auto good = query.finish(); !good) return tl::unexpected(good.error());
  if (size > kMaxPackage)
    return base::fail(ErrorCode::kInvalid, "the parameter \"size\" is needed: bytes of the whole package");
  auto here = whole_and_right(context, digest);
  if (!here) return tl::unexpected(here.error());
  if (*here) return here_already(context, digest);
  auto writer = context.packages.receive(digest, size);
  if (!writer) return tl::unexpected(writer.error());
  if (writer->offset() != offset) {
    return base::fail(ErrorCode::kConflict,
                      fmt::format("{} bytes are here; go on with offset={}", writer->offset(), writer->offset()));
  }
  if (auto copied = copy(*request.stream, *writer); !copied) return tl::unexpected(copied.error());
  if (writer->offset() < size) return state_response(202, digest, size, writer->offset(), false);
  if (auto whole = writer->commit(); !whole) {
    const bool wrong = whole.error().code == ErrorCode::kCorrupt;
    return base::fail(wrong ? ErrorCode::kInvalid : whole.error().code, whole.error().message);
  }
  return state_response(201, digest, size, size, true);
}

}  // namespace

Endpoints package_endpoints() {
  return {{"GET", "/api/v1/packages/{digest}", Need::kOperator, show},
          {"HEAD", "/api/v1/packages/{digest}", Need::kOperator, show},
          {"PUT", "/api/v1/packages/{digest}", Need::kOperator, put, 0, true}};
}

}  // namespace redrive::central
