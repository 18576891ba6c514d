// msgpack to values, driven by fields(). Only for the codec: it pulls in msgpack. The bytes have passed precheck().
#pragma once

#include <msgpack/object.hpp>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/time.h"
#include "shared/wire/bounds.h"
#include "shared/wire/problem.h"

namespace redrive::wire {

// One map and the fields taken from it. After the first problem nothing more is read.
class Reader {
 public:
  Reader(const msgpack::object& value, Problem& problem);

  template <typename T, typename Bound>
  void field(std::string_view key, T& value, const Bound& bound) {
    const msgpack::object* found = find(key);
    const Problem::Step step(problem_, key);
    if (found == nullptr) return problem_.note("is missing");
    get(*found, value, bound);
  }
  template <typename T, typename Bound>
  void optional(std::string_view key, T& value, const Bound& bound) {
    if (find(key) != nullptr) field(key, value, bound);
  }
  // The variant in this map's "t" and "b".
  template <typename... Types>
  void tag_and_body(std::variant<Types...>& value) {
    std::string type;
    field("t", type, kName);
    if (problem_) return;
    if (!(choose<Types>(type, value) || ...)) problem_.note_type(type);
  }

 private:
  const msgpack::object* find(std::string_view key) const;
  bool keys_are_good(const msgpack::object_map& map);

  void get(const msgpack::object& from, std::string& to, const Text& bound);
  void get(const msgpack::object& from, std::string& to, const Bytes& bound);
  void get(const msgpack::object& from, bool& to, const Flag&);
  void get(const msgpack::object& from, std::uint64_t& to, const Whole& bound);
  void get(const msgpack::object& from, std::uint32_t& to, const Whole& bound);
  void get(const msgpack::object& from, std::uint16_t& to, const Whole& bound);
  void get(const msgpack::object& from, base::UtcTime& to, const Instant&);
  void get(const msgpack::object& from, base::Micros& to, const Span&);
  std::int64_t signed_between(const msgpack::object& from, std::int64_t least, std::int64_t most);
  bool is(const msgpack::object& from, msgpack::type::object_type type, std::string_view expected);
  void too_long(std::size_t size, std::size_t most, std::string_view unit);

  template <typename Enum, std::size_t N>
  void get(const msgpack::object& from, Enum& to, const Choice<Enum, N>& choice) {
    std::string name;
    get(from, name, kName);
    if (problem_) return;
    for (Enum value : choice.values) {
      if (choice.name(value) == name) {
        to = value;
        return;
      }
    }
    if (!choice.otherwise) return problem_.note("is " + in_quotes(name) + ", which is none of its values");
    to = *choice.otherwise;
  }
  template <typename T, typename Each>
  void get(const msgpack::object& from, std::vector<T>& to, const ListOf<Each>& bound) {
    if (!is(from, msgpack::type::ARRAY, "a list")) return;
    const auto& list = from.via.array;
    if (list.size > bound.most) return too_long(list.size, bound.most, "members");
    to.clear();
    for (std::uint32_t i = 0; i < list.size && !problem_; ++i) {
      const Problem::Step step(problem_, i);
      get(list.ptr[i], to.emplace_back(), bound.each);
    }
  }
  template <typename T>
  void get(const msgpack::object& from, T& to, const Fields&) {
    Reader inner(from, problem_);
    fields(inner, to);
  }
  template <typename... Types>
  void get(const msgpack::object& from, std::variant<Types...>& to, const Tagged&) {
    Reader(from, problem_).tag_and_body(to);
  }
  template <typename T, typename Variant>
  bool choose(std::string_view type, Variant& value) {
    if (type != kTypeName<T>) return false;
    problem_.set_type(kTypeName<T>);
    field("b", value.template emplace<T>(), Fields{});
    return true;
  }

  const msgpack::object_map* map_ = nullptr;  // null after a problem
  Problem& problem_;
};

}  // namespace redrive::wire
