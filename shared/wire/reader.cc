#include "shared/wire/reader.h"

namespace redrive::wire {
namespace {

std::string_view key_of(const msgpack::object_kv& pair) {
  return {pair.key.via.str.ptr, pair.key.via.str.size};
}

}  // namespace

Reader::Reader(const msgpack::object& value, Problem& problem) : problem_(problem) {
  if (!problem_ && is(value, msgpack::type::MAP, "a map of named fields") && keys_are_good(value.via.map)) {
    map_ = &value.via.map;
  }
}

bool Reader::keys_are_good(const msgpack::object_map& map) {
  for (std::uint32_t i = 0; i < map.size; ++i) {
    if (map.ptr[i].key.type != msgpack::type::STR) {
      problem_.note("has a key that is not text");
      return false;
    }
    for (std::uint32_t j = 0; j < i; ++j) {
      if (key_of(map.ptr[i]) != key_of(map.ptr[j])) continue;
      problem_.note("has the key " + in_quotes(key_of(map.ptr[i])) + " twice");
      return false;
    }
  }
  return true;
}

const msgpack::object* Reader::find(std::string_view key) const {
  if (problem_ || map_ == nullptr) return nullptr;
  for (std::uint32_t i = 0; i < map_->size; ++i) {
    if (key_of(map_->ptr[i]) == key) return &map_->ptr[i].val;
  }
  return nullptr;
}

bool Reader::is(const msgpack::object& from, msgpack::type::object_type type, std::string_view expected) {
  if (from.type == type) return true;
  problem_.note(fmt::format("is not {}", expected));
  return false;
}

void Reader::too_long(std::size_t size, std::size_t most, std::string_view unit) {
  problem_.note(fmt::format("has {} {}; at most {} are taken", size, unit, most));
}

void Reader::get(const msgpack::object& from, std::string& to, const Text& bound) {
  if (!is(from, msgpack::type::STR, "text")) return;
  if (from.via.str.size > bound.most) return too_long(from.via.str.size, bound.most, "bytes");
  to.assign(from.via.str.ptr, from.via.str.size);
}

void Reader::get(const msgpack::object& from, std::string& to, const Bytes& bound) {
  if (!is(from, msgpack::type::BIN, "bytes")) return;
  if (from.via.bin.size > bound.most) return too_long(from.via.bin.size, bound.most, "bytes");
  to.assign(from.via.bin.ptr, from.via.bin.size);
}

void Reader::get(const msgpack::object& from, bool& to, const Flag&) {
  if (is(from, msgpack::type::BOOLEAN, "true or false")) to = from.via.boolean;
}

void Reader::get(const msgpack::object& from, std::uint64_t& to, const Whole& bound) {
  if (!is(from, msgpack::type::POSITIVE_INTEGER, "a whole number from 0 on")) return;
  const std::uint64_t value = from.via.u64;
  if (value >= bound.least && value <= bound.most) {
    to = value;
  } else {
    problem_.note(fmt::format("is {}; expected {} to {}", value, bound.least, bound.most));
  }
}

void Reader::get(const msgpack::object& from, std::uint32_t& to, const Whole& bound) {
  std::uint64_t value = to;
  get(from, value, Whole{bound.least, std::min<std::uint64_t>(bound.most, std::numeric_limits<std::uint32_t>::max())});
  to = static_cast<std::uint32_t>(value);
}

void Reader::get(const msgpack::object& from, std::uint16_t& to, const Whole& bound) {
  std::uint64_t value = to;
  get(from, value, Whole{bound.least, std::min<std::uint64_t>(bound.most, std::numeric_limits<std::uint16_t>::max())});
  to = static_cast<std::uint16_t>(value);
}

void Reader::get(const msgpack::object& from, base::UtcTime& to, const Instant&) {
  to = base::utc_from_micros(signed_between(from, Instant::kLeast, Instant::kMost));
}

void Reader::get(const msgpack::object& from, base::Micros& to, const Span&) {
  to = base::Micros{signed_between(from, Span::kLeast, Span::kMost)};
}

// 0 after a problem.
std::int64_t Reader::signed_between(const msgpack::object& from, std::int64_t least, std::int64_t most) {
  const bool positive = from.type == msgpack::type::POSITIVE_INTEGER;
  if (!positive && !is(from, msgpack::type::NEGATIVE_INTEGER, "a whole number of microseconds")) return 0;
  const bool fits = !positive || from.via.u64 <= static_cast<std::uint64_t>(most);
  const std::int64_t value = positive ? static_cast<std::int64_t>(from.via.u64) : from.via.i64;
  if (fits && value >= least && value <= most) return value;
  problem_.note(fmt::format("is out of range; expected {} to {} microseconds", least, most));
  return 0;
}

}  // namespace redrive::wire
