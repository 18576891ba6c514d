#include "cli/client.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/URI.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "cli/connection.h"
#include "cli/login_file.h"
#include "shared/sys/file.h"

namespace redrive::cli {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::size_t kMaxAnswer = 256 * 1024 * 1024;
constexpr std::size_t kPiece = 256 * 1024;

// Where a token is looked for when none is named and nobody is logged in, in this order.
std::vector<std::filesystem::path> token_places() {
  std::vector<std::filesystem::path> places;
  if (const auto directory = config_directory(); !directory.empty()) places.emplace_back(directory / "token");
  places.emplace_back("/var/lib/redrive-central/admin.token");
  return places;
}

Result<std::string> first_line_of_file(const std::filesystem::path& file) {
  auto text = sys::read_file(file, 4096);
  if (!text) return text;
  return text->substr(0, text->find_first_of("\r\n"));
}

ErrorCode code_of_status(int status) {
  switch (status) {
    case 401:
    case 403:
    case 429:
      return ErrorCode::kDenied;
    case 404:
    case 405:
      return ErrorCode::kNotFound;
    case 409:
      return ErrorCode::kConflict;
    case 408:  // central was too busy to read on, or the way there is slow
    case 503:
      return ErrorCode::kUnavailable;
    case 507:
      return ErrorCode::kNoSpace;
    default:
      return status < 500 ? ErrorCode::kInvalid : ErrorCode::kFailed;
  }
}

// RFC 9457: the detail is for people.
std::string detail_of(int status, const std::string& body) {
  const Json problem = Json::parse(body, nullptr, false);
  if (problem.is_object() && problem.contains("detail") && problem["detail"].is_string())
    return problem["detail"].get<std::string>();
  return fmt::format("central answered {}: {}", status, body.substr(0, 300));
}

Result<std::string> read_all(std::istream& in) {
  std::string body, piece(kPiece, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    body.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (body.size() > kMaxAnswer) return fail(ErrorCode::kFailed, "central's answer is too long to be true");
  }
  return body;
}

void send_file(std::ostream& out, const std::filesystem::path& file, std::uint64_t offset,
               const std::function<void(std::uint64_t)>& sent) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(offset));
  std::string piece(kPiece, '\0');
  while (out && (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0)) {
    out.write(piece.data(), in.gcount());
    offset += static_cast<std::uint64_t>(in.gcount());
    sent(offset);
  }
}

}  // namespace

struct Client::Outgoing {
  std::string method, path;
  Query query{};
  std::string content_type{}, body{};
  std::string idempotency_key{};
  std::filesystem::path file{};  // when set, the body is the file from `offset` on
  std::uint64_t offset = 0;
  std::function<void(std::uint64_t)> sent{};
  bool open = false;  // needs no token
  base::Micros longer{};
};

Result<std::string> Client::token() {
  if (!token_.empty()) return token_;
  auto found = find_token();
  if (found) token_ = *found;
  return found;
}

// The file that was named, the session of `redrive login`, or the usual places.
Result<std::string> Client::token_in(const std::filesystem::path& file) {
  auto token = first_line_of_file(file);
  if (token) token_from_ = file;
  return token;
}

Result<std::string> Client::find_token() {
  const char* named = std::getenv("REDRIVE_TOKEN_FILE");
  const auto file = !options_.token_file.empty() ? options_.token_file : std::filesystem::path(named ? named : "");
  if (!file.empty()) {
    auto token = token_in(file);
    if (!token)
      return fail(ErrorCode::kDenied,
                  "no token to show to central; name its file with --token-file. Tried: " + token.error().message);
    return token;
  }
  auto login = read_login(options_.central);
  if (login) {
    token_from_ = config_directory() / "session";
    return login;
  }
  std::string tried = "\n  " + login.error().message;
  for (const auto& place : token_places()) {
    auto token = token_in(place);
    if (token) return token;
    tried += "\n  " + token.error().message;
  }
  return fail(ErrorCode::kDenied,
              "no token to show to central; log in, or name its file with --token-file. Tried:" + tried);
}

Result<Json> Client::exchange(const Outgoing& outgoing) {
  auto body = send(outgoing);
  if (!body) return tl::unexpected<base::Error>(body.error());
  if (body->empty()) return Json();
  Json answer = Json::parse(*body, nullptr, false);
  if (answer.is_discarded())
    return fail(ErrorCode::kFailed, "central's answer is not JSON; is this its address? " + options_.central);
  return answer;
}

Result<std::string> Client::send(const Outgoing& outgoing) {
  if (auto good = check_central(options_.central); !good) return tl::unexpected<base::Error>(good.error());
  auto bearer = outgoing.open ? Result<std::string>() : token();
  if (!bearer) return tl::unexpected<base::Error>(bearer.error());
  try {
    Poco::URI uri(options_.central);
    uri.setPath(outgoing.path);
    for (const auto& [name, value] : outgoing.query) {
      if (!value.empty()) uri.addQueryParameter(name, value);
    }
    auto session = connect(uri, options_.ca_file, options_.timeout + outgoing.longer);
    if (!session) return tl::unexpected<base::Error>(session.error());
    Poco::Net::HTTPRequest request(outgoing.method, uri.getPathAndQuery(), Poco::Net::HTTPMessage::HTTP_1_1);
    if (!outgoing.open) request.set("Authorization", "Bearer " + *bearer);
    if (!outgoing.idempotency_key.empty()) request.set("Idempotency-Key", outgoing.idempotency_key);
    if (!outgoing.content_type.empty()) request.setContentType(outgoing.content_type);
    const std::uint64_t length =
        outgoing.file.empty() ? outgoing.body.size() : std::filesystem::file_size(outgoing.file) - outgoing.offset;
    request.setContentLength64(static_cast<Poco::Int64>(length));
    request.setHost(uri.getHost(), uri.getPort());
    std::ostream& out = (*session)->sendRequest(request);
    if (outgoing.file.empty()) {
      out << outgoing.body;
    } else {
      send_file(out, outgoing.file, outgoing.offset, outgoing.sent);
    }
    Poco::Net::HTTPResponse response;
    auto body = read_all((*session)->receiveResponse(response));
    if (!body) return body;
    const int status = response.getStatus();
    if (status >= 400) {
      const bool rejects_alerts = status == 400 && body->find("\"rejected\"") != std::string::npos;
      if (!rejects_alerts) return fail(code_of_status(status), detail_of(status, *body));
    }
    return body;
  } catch (const Poco::Exception& error) {
    return fail(ErrorCode::kUnavailable,
                fmt::format("central is not reachable at {}: {}", options_.central, error.displayText()));
  } catch (const std::exception& error) {
    return fail(ErrorCode::kFailed, error.what());
  }
}

Result<Json> Client::get(const std::string& path, const Query& query, base::Micros longer) {
  return exchange({.method = "GET", .path = path, .query = query, .longer = longer});
}

Result<std::string> Client::get_bytes(const std::string& path) {
  return send({.method = "GET", .path = path});
}

Result<std::string> Client::get_openly(const std::string& path) {
  return send({.method = "GET", .path = path, .open = true});
}

Result<Json> Client::post(const std::string& path, const Json& body, const Query& query,
                          const std::string& idempotency_key) {
  return exchange({.method = "POST",
                   .path = path,
                   .query = query,
                   .content_type = "application/json",
                   .body = body.dump(),
                   .idempotency_key = idempotency_key});
}

Result<Json> Client::post_openly(const std::string& path, const Json& body) {
  return exchange(
      {.method = "POST", .path = path, .content_type = "application/json", .body = body.dump(), .open = true});
}

Result<Json> Client::put(const std::string& path, const Json& body) {
  return exchange({.method = "PUT", .path = path, .content_type = "application/json", .body = body.dump()});
}

Result<Json> Client::remove(const std::string& path) {
  return exchange({.method = "DELETE", .path = path});
}

Result<Json> Client::post_text(const std::string& path, const std::string& content_type, const std::string& body,
                               const Query& query) {
  return exchange({.method = "POST", .path = path, .query = query, .content_type = content_type, .body = body});
}

Result<Json> Client::put_file(const std::string& path, const Query& query, const std::filesystem::path& file,
                              std::uint64_t offset, const std::function<void(std::uint64_t bytes)>& sent) {
  return exchange({.method = "PUT",
                   .path = path,
                   .query = query,
                   .content_type = "application/octet-stream",
                   .file = file,
                   .offset = offset,
                   .sent = sent});
}

std::string path_part(const std::string& value) {
  std::string out;
  Poco::URI::encode(value, "/?#&=+%", out);
  return out;
}

}  // namespace redrive::cli
