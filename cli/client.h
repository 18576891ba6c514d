// Central's HTTP API (docs/api.md) as the command line uses it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "cli/json.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace redrive::cli {

struct ClientOptions {
  std::string central = "http://127.0.0.1:8461";
  std::filesystem::path token_file;  // empty = looked for in the usual places (client.cc)
  base::Micros timeout{70'000'000};  // per request; asking an agent may take central half a minute
  std::string ca_file{};             // certificates to trust in PEM form, of an https address; empty = the system's
};

using Query = std::vector<std::pair<std::string, std::string>>;  // empty values are left out

// One request at a time. Errors: what central answered (its problem's detail), kUnavailable when it cannot be reached,
// each with what to do next.
class Client {
 public:
  // Without a token, one is looked for when the first request needs it.
  explicit Client(ClientOptions options, std::string token = {})
      : options_(std::move(options)), token_(std::move(token)) {}

  // `longer`: what the answer may take beyond the usual.
  base::Result<Json> get(const std::string& path, const Query& query = {}, base::Micros longer = {});
  base::Result<std::string> get_bytes(const std::string& path);   // what is no JSON
  base::Result<std::string> get_openly(const std::string& path);  // the same without a token
  base::Result<Json> post(const std::string& path, const Json& body, const Query& query = {},
                          const std::string& idempotency_key = {});
  base::Result<Json> post_openly(const std::string& path, const Json& body);  // without a token
  base::Result<Json> put(const std::string& path, const Json& body);
  base::Result<Json> remove(const std::string& path);

  // The file the token was taken from, once one was needed; empty where it was not out of a file.
  const std::filesystem::path& token_from() const { return token_from_; }

  // A body as it is: alerts in JSON or NDJSON, a calendar, a mail.
  base::Result<Json> post_text(const std::string& path, const std::string& content_type, const std::string& body,
                               const Query& query = {});

  // Bytes of `file` from `offset` on, as the body of a PUT; `sent` hears of progress.
  base::Result<Json> put_file(const std::string& path, const Query& query, const std::filesystem::path& file,
                              std::uint64_t offset, const std::function<void(std::uint64_t bytes)>& sent);

 private:
  struct Outgoing;
  base::Result<Json> exchange(const Outgoing& outgoing);
  base::Result<std::string> send(const Outgoing& outgoing);
  base::Result<std::string> token();
  base::Result<std::string> find_token();
  base::Result<std::string> token_in(const std::filesystem::path& file);

  ClientOptions options_;
  std::string token_;
  std::filesystem::path token_from_;
};

// "a b" -> "a%20b": a value as one part of a path.
std::string path_part(const std::string& value);

}  // namespace redrive::cli
