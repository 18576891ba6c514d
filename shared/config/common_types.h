// Value types that several tables use.
#pragma once

#include "shared/config/checks.h"
#include "shared/config/value_type.h"

namespace redrive::config {

inline ValueType<std::string> name() {
  return text("name", "of at most 128 letters, digits and . _ - + : @ ~, not beginning with - or .", is_name);
}
inline ValueType<std::string> name_or_glob() {
  return text("name", "or pattern (* and ?) of at most 128 letters, digits and . _ - + : @ ~", is_name_or_glob);
}
inline ValueType<std::string> label() {
  return text("string", "of 1 to 256 bytes in one line", is_label);
}
inline ValueType<std::string> mail_address() {
  return text("string", "holding one mail address like \"noc@example.com\"", is_mail_address);
}
// Of whoever releases tools (shared/model/tool.h); the same for central and agents.
inline ValueType<std::string> verifying_key() {
  return text("key", "written \"ed25519:\" and 64 lower-case hex digits", is_verifying_key);
}
inline ValueType<std::vector<std::string>> tool_key_list() {
  return list_of(verifying_key(), 20, true);
}
inline ValueType<std::string> failure_type_name() {
  return text("string", "holding a failure type like \"disk_full\" (lower-case letters, digits and _)", is_type_name);
}

}  // namespace redrive::config
