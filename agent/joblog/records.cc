#include "agent/joblog/records.h"

#include <msgpack.hpp>

#include "agent/joblog/outcome_bytes.h"
#include "shared/wire/codec.h"

namespace redrive::agent {
namespace {

constexpr char kVersion = 1;

// Every kind but 'd' (outcome_bytes.h) holds these five, in this order; what a kind does not use is empty.
struct Fields {
  std::int64_t at = 0;
  std::uint32_t run = 0;
  std::string command, text;
  std::string body;  // a value in the wire codec's form
};

std::string pack(char kind, const Fields& fields) {
  msgpack::sbuffer buffer;
  const char head[] = {kind, kVersion};
  buffer.write(head, sizeof head);
  msgpack::packer<msgpack::sbuffer> packer(buffer);
  packer.pack_array(5).pack(fields.at).pack(fields.run).pack(fields.command).pack(fields.text);
  packer.pack_bin(static_cast<std::uint32_t>(fields.body.size()));
  packer.pack_bin_body(fields.body.data(), static_cast<std::uint32_t>(fields.body.size()));
  return {buffer.data(), buffer.size()};
}

std::string pack_outcome(const model::DeviceOutcome& outcome) {
  return std::string{'d', kVersion} + outcome_bytes(outcome);
}

base::UtcTime at(const Fields& fields) {
  return base::utc_from_micros(fields.at);
}

Fields unpack_fields(std::string_view bytes) {
  const msgpack::unpack_limit limit(5, 0, bytes.size(), bytes.size(), 0, 2);
  const auto keep_in_place = [](msgpack::type::object_type, std::size_t, void*) { return true; };
  std::size_t used = 0;
  const auto handle = msgpack::unpack(bytes.data(), bytes.size(), used, keep_in_place, nullptr, limit);
  const msgpack::object& array = handle.get();
  if (used != bytes.size() || array.type != msgpack::type::ARRAY || array.via.array.size != 5) {
    throw msgpack::type_error();
  }
  const msgpack::object* item = array.via.array.ptr;
  return {item[0].as<std::int64_t>(), item[1].as<std::uint32_t>(), item[2].as<std::string>(), item[3].as<std::string>(),
          item[4].as<std::string>()};
}

base::Result<LogRecord> to_record(char kind, Fields fields) {
  switch (kind) {
    case 'o':
      return wire::decode_order(fields.body).map([&](model::JobOrder order) -> LogRecord {
        return OrderReceived{std::move(order), at(fields), fields.command};
      });
    case 'p':
      return wire::decode_plan(fields.body).map([&](model::Plan plan) -> LogRecord {
        return PlanApproved{std::move(plan), fields.text, at(fields), fields.command};
      });
    case 'e':
      return RunEnded{fields.run, at(fields)};
    case 'c':
      return CancelTaken{fields.command, fields.text, at(fields)};
    case 'r':
      return CommandRefused{fields.command, fields.text, at(fields)};
    default:
      return base::fail(base::ErrorCode::kCorrupt, fmt::format("unknown kind {}", static_cast<int>(kind)));
  }
}

std::string_view kind_name(char kind) {
  switch (kind) {
    case 'o':
      return "the order";
    case 'd':
      return "a device's outcome";
    case 'p':
      return "an approved plan";
    case 'e':
      return "the end of a run";
    case 'c':
      return "a cancellation";
    case 'r':
      return "a refusal";
    default:
      return "a record";
  }
}

base::Result<LogRecord> decode_body(char kind, std::string_view body) {
  const auto unreadable = [&](std::string_view why) {
    return base::fail(base::ErrorCode::kCorrupt, fmt::format("{} cannot be read: {}", kind_name(kind), why));
  };
  if (kind == 'd') {
    auto outcome = outcome_from(body);
    if (!outcome) return unreadable(outcome.error().message);
    return DeviceReported{outcome->copy()};
  }
  try {
    auto record = to_record(kind, unpack_fields(body));
    if (!record) return unreadable(record.error().message);
    return record;
  } catch (const std::exception& error) {  // msgpack's own, and bad_alloc for a length that lies
    return unreadable(error.what());
  }
}

struct Encode {
  std::string operator()(const OrderReceived& r) const {
    return pack('o', {base::to_micros(r.received_at), 1, r.command, "", wire::encode_order(r.order)});
  }
  std::string operator()(const DeviceReported& r) const { return pack_outcome(r.outcome); }
  std::string operator()(const PlanApproved& r) const {
    return pack('p', {base::to_micros(r.approved_at), r.plan.run, r.command, r.approved_by, wire::encode_plan(r.plan)});
  }
  std::string operator()(const RunEnded& r) const { return pack('e', {base::to_micros(r.at), r.run, "", "", ""}); }
  std::string operator()(const CancelTaken& r) const {
    return pack('c', {base::to_micros(r.at), 0, r.command, r.by, ""});
  }
  std::string operator()(const CommandRefused& r) const {
    return pack('r', {base::to_micros(r.at), 0, r.command, r.why, ""});
  }
};

}  // namespace

std::string encode_record(const LogRecord& record) {
  return std::visit(Encode{}, record);
}

std::optional<SeenOutcome> outcome_in(std::string_view record) {
  if (record.size() < 2 || record[0] != 'd' || record[1] != kVersion) return std::nullopt;
  const auto outcome = outcome_from(record.substr(2));
  return outcome ? std::optional(*outcome) : std::nullopt;
}

base::Result<LogRecord> decode_record(std::string_view bytes) {
  if (bytes.size() < 2) return base::fail(base::ErrorCode::kCorrupt, "a record without kind and version");
  if (bytes[1] != kVersion) {
    return base::fail(base::ErrorCode::kCorrupt, fmt::format("{} has version {}; this program reads version 1",
                                                             kind_name(bytes[0]), static_cast<int>(bytes[1])));
  }
  return decode_body(bytes[0], bytes.substr(2));
}

}  // namespace redrive::agent
