#include "central/http/exchange.h"

#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/StreamSocket.h>

#include "central/http/request_body.h"
#include "central/http/request_head.h"
#include "central/http/send.h"

namespace redrive::central {
namespace {

namespace net = Poco::Net;
using Phase = Connections::Phase;

constexpr std::uint64_t kDrain = 1024 * 1024;       // of a body nobody wants, to keep the connection
constexpr std::uint64_t kLinger = 8 * 1024 * 1024;  // and to let a refusal reach its reader before the connection ends

net::StreamSocket& socket_of(net::HTTPServerRequest& request) {
  return static_cast<net::HTTPServerRequestImpl&>(request).socket();
}

Response refuse_body(const base::Error& error) {
  const bool long_one = error.code == base::ErrorCode::kNoSpace;
  Response response = problem(long_one ? 413 : 408, "invalid", error.message);
  response.close = true;
  return response;
}

// Fills `request`, for the log.
Response answer_for(const ExchangeContext& context, net::HTTPServerRequest& from, RequestBody& body, Request& request) {
  auto head = read_head(from, context.proxies);
  if (!head) return problem(head.error());
  head->id = request.id;
  request = *std::move(head);
  auto admission = context.dispatcher.admit(request);
  if (!admission.route) return std::move(admission.refusal);
  if (admission.route->streams) {
    request.stream = &body;
    return context.dispatcher.run(*admission.route, request);
  }
  auto text = body.read_all(admission.route->max_body);
  if (!text) return refuse_body(text.error());
  request.body = std::move(*text);
  return context.dispatcher.run(*admission.route, request);
}

// Closing with unread bytes resets the connection, and the answer may be lost on its way: so the rest is read away
// first. The reaper ends this when it takes long.
void linger(net::StreamSocket& socket) {
  std::array<char, 16 * 1024> piece;
  socket.shutdownSend();
  for (std::uint64_t drained = 0; drained < kLinger;) {
    const int got = socket.receiveBytes(piece.data(), static_cast<int>(piece.size()));
    if (got <= 0) return;
    drained += static_cast<std::uint64_t>(got);
  }
}

HeaderFields fields_of(const net::HTTPServerRequest& request) {
  HeaderFields fields;
  for (const auto& [name, value] : request) fields.emplace_back(name, value);
  return fields;
}

}  // namespace

void exchange(const ExchangeContext& context, net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
  const Connections::Key key = socket_of(request).impl();
  const auto enter = [&](Phase phase) { return context.connections.enter(key, phase, context.clock.steady()); };
  // Poco takes a head that was cut off for a whole one.
  if (!enter(Phase::kWorking)) return response.setKeepAlive(false);
  const auto framing = read_framing(request.getMethod(), fields_of(request));
  if (!framing) {  // where its body ends cannot be known, so nothing more of this connection is read
    const Response refusal = problem(framing.error().status, "invalid", framing.error().detail);
    enter(Phase::kAnswering);
    send(refusal, false, false, socket_of(request), response);
    enter(Phase::kDraining);
    linger(socket_of(request));
    return;
  }
  RequestBody body(request, *framing, context.connections, key, context.clock);
  const base::SteadyTime begun = context.clock.steady();
  Request asked;
  asked.id = request_id(request.get("X-Request-Id", ""));
  Response answer = answer_for(context, request, body, asked);
  answer.request_id = asked.id;
  context.dispatcher.ended(asked, answer, context.clock.steady() - begun);
  // Poco's chunk reader leaves trailers behind, where they would begin the next request.
  const bool ends = answer.close || answer.stream || framing->chunked || context.stopping;
  const bool whole = body.drain(kDrain);
  enter(answer.stream ? Phase::kStreaming : Phase::kAnswering);
  send(answer, request.getMethod() == "HEAD", whole && !ends && response.getKeepAlive(), socket_of(request), response);
  enter(whole ? Phase::kWaiting : Phase::kDraining);
  if (!whole) linger(socket_of(request));
}

}  // namespace redrive::central
