#include "shared/wire/codec.h"

#include <msgpack/unpack.hpp>

#include "shared/wire/limits.h"
#include "shared/wire/message_fields.h"
#include "shared/wire/precheck.h"
#include "shared/wire/reader.h"
#include "shared/wire/tool_fields.h"
#include "shared/wire/writer.h"

namespace redrive::wire {
namespace {

using base::ErrorCode;
using base::fail;

bool refer_to_input(msgpack::type::object_type, std::size_t, void*) {
  return true;
}

// Unpacks `bytes` and lets `read` take the value apart; texts point into `bytes` meanwhile. Every way in goes through
// here: nothing unpacks that has not been looked over first, and no exception gets past.
template <typename T, typename Read>
base::Result<T> unpack(std::string_view what, std::string_view bytes, Read read) {
  try {
    if (auto checked = precheck(bytes); !checked) return base::fail_in(what, checked.error());
    const msgpack::unpack_limit limit(kMaxItems, kMaxFields, bytes.size(), bytes.size(), 0, kMaxDepth);
    const msgpack::object_handle handle = msgpack::unpack(bytes.data(), bytes.size(), refer_to_input, nullptr, limit);
    T value;
    Problem problem(what);
    read(handle.get(), value, problem);
    if (problem) return fail(ErrorCode::kInvalid, problem.text());
    return value;
  } catch (const std::exception& error) {
    return fail(ErrorCode::kInvalid, fmt::format("{}: cannot be unpacked: {}", what, error.what()));
  }
}

void read_envelope(const msgpack::object& from, Envelope& to, Problem& problem) {
  Reader reader(from, problem);
  std::uint64_t version = 0;
  reader.field("v", version, kAnyNumber);
  if (!problem && version != kVersion) {
    problem.note(fmt::format("version {} is not understood; this side speaks version {}", version, kVersion));
  }
  reader.field("id", to.id, kAnyNumber);
  reader.field("re", to.re, kAnyNumber);
  reader.tag_and_body(to.message);
}

template <typename T>
std::string encode_value(const T& value) {
  std::string out;
  Writer(out).put(value, Fields{});
  return out;
}

template <typename T>
base::Result<T> decode_value(std::string_view bytes) {
  return unpack<T>(kTypeName<T>, bytes, [](const msgpack::object& from, T& to, Problem& problem) {
    Reader reader(from, problem);
    fields(reader, to);
  });
}

}  // namespace

std::string encode(const Envelope& envelope) {
  std::string out;
  Writer writer(out);
  writer.open_map(5);
  writer.field("v", kVersion, kAnyNumber);
  writer.field("id", envelope.id, kAnyNumber);
  writer.field("re", envelope.re, kAnyNumber);
  writer.tag_and_body(envelope.message);
  return out;
}

base::Result<Envelope> decode(std::string_view bytes) {
  return unpack<Envelope>("envelope", bytes, read_envelope);
}

std::string encode_order(const model::JobOrder& order) {
  return encode_value(order);
}
base::Result<model::JobOrder> decode_order(std::string_view bytes) {
  return decode_value<model::JobOrder>(bytes);
}

std::string encode_outcome(const model::DeviceOutcome& outcome) {
  return encode_value(outcome);
}
base::Result<model::DeviceOutcome> decode_outcome(std::string_view bytes) {
  return decode_value<model::DeviceOutcome>(bytes);
}

std::string encode_plan(const model::Plan& plan) {
  return encode_value(plan);
}
base::Result<model::Plan> decode_plan(std::string_view bytes) {
  return decode_value<model::Plan>(bytes);
}

std::string encode_tool_request(const model::ToolRequest& request) {
  return encode_value(request);
}
base::Result<model::ToolRequest> decode_tool_request(std::string_view bytes) {
  return decode_value<model::ToolRequest>(bytes);
}

std::string encode_item(const SpoolItem& item) {
  std::string out;
  Writer(out).put(item, Tagged{});
  return out;
}

base::Result<SpoolItem> decode_item(std::string_view bytes) {
  return unpack<SpoolItem>("item", bytes, [](const msgpack::object& from, SpoolItem& to, Problem& problem) {
    Reader(from, problem).tag_and_body(to);
  });
}

}  // namespace redrive::wire
