#include "tests/unit/wire/samples.h"

#include "shared/wire/message_fields.h"

namespace redrive::wire::test {
namespace {

constexpr base::UtcTime at(std::int64_t seconds) {
  return base::UtcTime{base::Micros{seconds * 1'000'000 + 250}};
}

// What is left out stands for the device's name and the agent's own settings.
model::JobOrder addressed_order() {
  model::JobOrder order = sample_order();
  order.addresses = {{"dev-0079-1", "10.79.0.1", "", 0}, {"dev-0079-2", "", "till", 2222}};
  return order;
}

std::vector<Message> messages() {
  const SpoolBatch batch{
      "spool-1",
      41,
      {sample_alert(), OutcomeReport{"J-1", sample_outcome()}, RunFinished{"J-1", 2, "blake2b:ab", 10, 20, 30}}};
  return {Hello{"ids-0079", "0.1.0", "boot-1", {"fragments", "approval"}},
          Welcome{"noc-1", "0.2.0", {"fragments"}, base::Micros{5'000'000}, base::Micros{15'000'000}},
          Refused{"the key is bound to ids-0080"},
          Heartbeat{},
          batch,
          SpoolAck{"spool-1", 43},
          Distribute{"C-1", addressed_order()},
          RunPlan{"C-2", "J-1", "blake2b:ab", "anna", at(1'772'409'700), at(1'772'413'300)},
          CancelJob{"C-3", "J-1", "bert"},
          CommandAck{"C-2", false, "the plan has changed"},
          ChunkRequest{"blake2b:cd", 262'144, 65'536},
          Chunk{"blake2b:cd", 262'144, 262'149, std::string("\x00\xFFpkg", 5)},
          DumpRequest{"J-1"},
          DumpReply{sample_order(), at(1'772'409'600), {sample_outcome()}, {"record 7: checksum differs"}},
          PlanRequest{"J-1", base::Micros{3'600'000'000}},
          PlanReply{sample_plan()},
          ApprovalRequest{sample_plan(), "carla"},
          ApprovalReply{true, "rule: own server"},
          ErrorReply{base::ErrorCode::kNotFound, "no job J-2 in the job log"},
          RefusalRequest{sample_plan(), "carla", "the disk is still full"}};
}

// Fills a value through its fields(), each within its bound, often at one of its ends.
class Filler {
 public:
  explicit Filler(base::Random& random) : random_(random) {}

  template <typename T, typename Bound>
  void field(std::string_view, T& value, const Bound& bound) {
    fill(value, bound);
  }
  template <typename T, typename Bound>
  void optional(std::string_view, T& value, const Bound& bound) {
    if (random_.below(2) == 0) fill(value, bound);
  }

  void fill(std::string& to, const Text& bound) { to = bytes(std::min<std::size_t>(bound.most, 200)); }
  void fill(std::string& to, const Bytes& bound) { to = bytes(std::min<std::size_t>(bound.most, 200)); }
  void fill(bool& to, const Flag&) { to = random_.below(2) == 0; }
  template <typename Number>
  void fill(Number& to, const Whole& bound) {
    const std::uint64_t most = std::min<std::uint64_t>(bound.most, std::numeric_limits<Number>::max());
    to = static_cast<Number>(between(bound.least, most));
  }
  void fill(base::UtcTime& to, const Instant&) {
    to = base::utc_from_micros(signed_between(Instant::kLeast, Instant::kMost));
  }
  void fill(base::Micros& to, const Span&) { to = base::Micros{signed_between(Span::kLeast, Span::kMost)}; }
  template <typename Enum, std::size_t N>
  void fill(Enum& to, const Choice<Enum, N>& choice) {
    to = choice.values.at(random_.below(N));
  }
  template <typename T, typename Each>
  void fill(std::vector<T>& to, const ListOf<Each>& bound) {
    to.resize(random_.below(4));
    for (T& member : to) fill(member, bound.each);
  }
  template <typename T>
  void fill(T& to, const Fields&) {
    fields(*this, to);
  }
  template <typename... Types>
  void fill(std::variant<Types...>& to, const Tagged&) {
    const std::size_t chosen = random_.below(sizeof...(Types));
    std::size_t index = 0;
    ((index++ == chosen ? fill(to.template emplace<Types>(), Fields{}) : void()), ...);
  }

 private:
  std::string bytes(std::size_t most) {
    std::string out(between(0, most), '\0');
    for (char& c : out) c = static_cast<char>(random_.below(256));
    return out;
  }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    const std::uint64_t pick = random_.below(4), width = most - least;
    if (pick == 0) return least;
    if (pick == 1) return most;
    return least + random_.below(width == UINT64_MAX ? width : width + 1);
  }
  std::int64_t signed_between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(between(0, static_cast<std::uint64_t>(most - least)));
  }

  base::Random& random_;
};

template <typename... Types>
std::vector<Message> one_of_each(Filler& filler, const std::variant<Types...>*) {
  std::vector<Message> out;
  const auto add = [&](auto message) {
    filler.fill(message, Fields{});
    out.emplace_back(std::move(message));
  };
  (add(Types{}), ...);
  return out;
}

}  // namespace

model::JobOrder sample_order() {
  model::JobParameters parameters{{"stop-shop"},
                                  {"dpkg", "-i", "{package}"},
                                  {"dpkg", "-s", "app"},
                                  {"start-shop"},
                                  base::Micros{90'000'000},
                                  2,
                                  16,
                                  1'000'000,
                                  "22:00-05:00"};
  return {"J-1",
          "till update",
          "ids-0079",
          {{"app-2.3.deb", 70'000, "blake2b:cd"}, {"lib-1.0.deb", 7, "blake2b:ef"}},
          {"dev-0079-1", "dev-0079-2"},
          parameters};
}

model::DeviceOutcome sample_outcome() {
  return {"dev-0079-2",     model::DeviceState::kFailed, "disk_full", "No space left on device", "app-2.3.deb", 3,
          at(1'772'409'650)};
}

model::Plan sample_plan() {
  model::Plan plan;
  plan.job = "J-1";
  plan.server = "ids-0079";
  plan.run = 4;
  plan.completeness = model::Completeness::kInferred;
  plan.devices = {{"dev-0079-2", "failed: disk_full: No space left on device"}};
  plan.packages = sample_order().packages;
  plan.missing_packages = {"lib-1.0.deb"};
  plan.parameters = sample_order().parameters;
  plan.commands = {{"stop-shop"}, {"dpkg", "-i", "app-2.3.deb"}};
  plan.diff = {"1 of 2 devices"};
  plan.preflight = {{"space", false, "3 MB free"}, {"device dev-0079-2", true, ""}};
  plan.expires_at = at(1'772'413'300);
  plan.digest = "blake2b:0123";
  return plan;
}

model::Alert sample_alert() {
  return {"a-17",
          at(-5),
          "ids-0079",
          "dev-0079-17",
          "J-230354",
          "pkg06-6.7",
          "device_unreachable",
          "ssh: connect to host: No route to host",
          "82 Kings Way, Bldg 24, Pune",
          model::AlertStatus::kResolved,
          R"({"rack":"7"})"};
}

std::string type_of(const Message& message) {
  return std::visit([](const auto& body) { return std::string(kTypeName<std::decay_t<decltype(body)>>); }, message);
}

std::vector<Sample> samples() {
  std::vector<Sample> out;
  std::uint64_t id = 0;
  for (Message& message : messages()) {
    ++id;
    std::string name = type_of(message);
    out.push_back({std::move(name), {id, id * 1000, std::move(message)}});
  }
  return out;
}

std::vector<Envelope> random_envelopes(base::Random& random, int count) {
  Filler filler(random);
  std::vector<Envelope> out;
  for (int i = 0; i < count; ++i) {
    for (Message& message : one_of_each(filler, static_cast<const Message*>(nullptr))) {
      Envelope& envelope = out.emplace_back();
      filler.fill(envelope.id, kAnyNumber);
      filler.fill(envelope.re, kAnyNumber);
      envelope.message = std::move(message);
    }
  }
  return out;
}

}  // namespace redrive::wire::test
