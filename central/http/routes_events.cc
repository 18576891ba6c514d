// events: a stream of what changed, as server-sent events (WHATWG HTML, 9.2).
#include "central/http/arguments.h"
#include "central/http/endpoints.h"
#include "central/http/event_hub.h"
#include "shared/version.h"

namespace redrive::central {
namespace {

using base::Result;

constexpr base::Micros kHeartbeat = std::chrono::seconds(15);  // shows the other end that this one is there
constexpr base::Micros kLook = std::chrono::seconds(1);        // so soon one who has gone leaves room for somebody else
constexpr base::Micros kLife = std::chrono::minutes(10);       // then it has to come again, and show who it is
constexpr unsigned kComeAgain = 10;                            // seconds, for one who finds no place

std::string hello(const HttpContext& context) {
  const Json data = {{"version", kVersion}, {"time", base::format_rfc3339(context.clock.utc())}};
  return fmt::format("retry: 2000\nevent: hello\ndata: {}\n\n", view::to_text(data));
}

std::string changed(std::uint64_t number, const Resources& resources) {
  Json names = Json::array();
  for (std::size_t i = 0; i < kResources.size(); ++i) {
    if (resources.test(i)) names.push_back(kResources[i]);
  }
  return fmt::format("event: changed\nid: {}\ndata: {}\n\n", number, view::to_text({{"resources", names}}));
}

void tell_until_the_end(const HttpContext& context, EventHub::Listener& listener, const Emit& emit) {
  const auto end = context.clock.steady() + kLife;
  if (!emit(hello(context))) return;
  auto said = context.clock.steady();
  for (std::uint64_t number = 1; context.clock.steady() < end;) {
    const auto resources = listener.wait(kLook);
    if (!resources) return;
    const bool beat = context.clock.steady() - said >= kHeartbeat;
    if (!emit(resources->any() ? changed(number++, *resources) : beat ? ":\n\n" : "")) return;
    if (resources->any() || beat) said = context.clock.steady();
  }
}

Result<Response> events(const HttpContext& context, Request& request) {
  auto listener = context.events.join(request.identity.name);
  if (!listener) {
    Response full = problem(503, "unavailable", "too many listen already; ask for what is shown now and then instead");
    full.retry_after = kComeAgain;
    return full;
  }
  Response response{200, "text/event-stream", ""};
  response.stream = [&context, listener](const Emit& emit) { tell_until_the_end(context, *listener, emit); };
  return response;
}

}  // namespace

Endpoints event_endpoints() {
  return {{"GET", "/api/v1/events", Need::kViewer, events}};
}

}  // namespace redrive::central
