#include "shared/view/json_writer.h"

#include <nlohmann/json.hpp>

namespace redrive::view {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

// Without an early end, so that the compiler looks at many bytes at a time: nearly every text is plain.
bool plain(std::string_view value) {
  bool good = true;
  for (const char c : value) good &= c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  return good;
}

}  // namespace

void JsonWriter::comma() {
  if (to_ && out_.size() >= kPiece) {
    to_(out_);
    out_.clear();
  }
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::raw(std::string_view token) {
  comma();
  out_ += token;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  comma();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  if (!plain(value)) {
    return raw(nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  comma();
  out_ += '"';
  out_ += value;
  out_ += '"';
  return *this;
}

}  // namespace redrive::view
