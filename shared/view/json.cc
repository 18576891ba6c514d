#include "shared/view/json.h"

#include "shared/view/documents.h"
#include "shared/view/json_tree.h"

namespace redrive::view {
namespace {

template <typename Value>
Json tree_of(const Value& value) {
  JsonTree tree;
  write(tree, value);
  return tree.take();
}

}  // namespace

std::string to_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json time_or_null(base::UtcTime time) {
  return time == base::UtcTime{} ? Json(nullptr) : Json(base::format_rfc3339(time));
}

Json to_json(const model::PackageRef& package) {
  return tree_of(package);
}

Json to_json(const model::JobParameters& parameters) {
  return tree_of(parameters);
}

Json to_json(const model::DeviceOutcome& outcome) {
  return tree_of(outcome);
}

Json to_json(const model::Plan& plan) {
  return tree_of(plan);
}

Json to_json(const wire::DumpReply& dump) {
  return tree_of(dump);
}

}  // namespace redrive::view
