// Values to msgpack, driven by fields(). Only for the codec: it pulls in msgpack.
#pragma once

#include <msgpack/pack.hpp>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/time.h"
#include "shared/wire/bounds.h"

namespace redrive::wire {

// Counts the fields that will be written: msgpack wants a map's size first.
class FieldCounter {
 public:
  template <typename T, typename Bound>
  void field(std::string_view, const T&, const Bound&) {
    ++count_;
  }
  template <typename T, typename Bound>
  void optional(std::string_view, const T& value, const Bound&) {
    if (value != T{}) ++count_;
  }
  std::uint32_t count() const { return count_; }

 private:
  std::uint32_t count_ = 0;
};

class Writer {
 public:
  explicit Writer(std::string& out) : sink_{out}, pack_(sink_) {}

  template <typename T, typename Bound>
  void field(std::string_view key, const T& value, const Bound& bound) {
    put(key, kName);
    put(value, bound);
  }
  template <typename T, typename Bound>
  void optional(std::string_view key, const T& value, const Bound& bound) {
    if (value != T{}) field(key, value, bound);
  }

  void open_map(std::uint32_t fields) { pack_.pack_map(fields); }

  void put(std::string_view value, const Text&) {
    const auto size = static_cast<std::uint32_t>(value.size());
    pack_.pack_str(size).pack_str_body(value.data(), size);
  }
  void put(std::string_view value, const Bytes&) {
    const auto size = static_cast<std::uint32_t>(value.size());
    pack_.pack_bin(size).pack_bin_body(value.data(), size);
  }
  void put(bool value, const Flag&) { value ? pack_.pack_true() : pack_.pack_false(); }
  void put(std::uint64_t value, const Whole&) { pack_.pack_uint64(value); }
  void put(base::UtcTime value, const Instant&) { pack_.pack_int64(base::to_micros(value)); }
  void put(base::Micros value, const Span&) { pack_.pack_int64(value.count()); }

  template <typename Enum, std::size_t N>
  void put(Enum value, const Choice<Enum, N>& choice) {
    put(choice.name(value), kName);
  }
  template <typename T, typename Each>
  void put(const std::vector<T>& list, const ListOf<Each>& bound) {
    pack_.pack_array(static_cast<std::uint32_t>(list.size()));
    for (const T& member : list) put(member, bound.each);
  }
  template <typename T>
  void put(const T& value, const Fields&) {
    FieldCounter counter;
    fields(counter, value);
    open_map(counter.count());
    fields(*this, value);
  }
  template <typename... Types>
  void put(const std::variant<Types...>& value, const Tagged&) {
    open_map(2);
    tag_and_body(value);
  }
  // The two fields of a Tagged variant, inside a map its owner opened.
  template <typename... Types>
  void tag_and_body(const std::variant<Types...>& value) {
    std::visit(
        [this](const auto& body) {
          field("t", kTypeName<std::decay_t<decltype(body)>>, kName);
          field("b", body, Fields{});
        },
        value);
  }

 private:
  struct Sink {
    std::string& out;
    void write(const char* bytes, std::size_t size) { out.append(bytes, size); }
  };
  Sink sink_;
  msgpack::packer<Sink> pack_;
};

}  // namespace redrive::wire
