// The fields of what the redistribution tool is asked, by the rules of value_fields.h: agents and tools are of
// different ages.
#pragma once

#include "shared/model/tool_request.h"
#include "shared/wire/value_fields.h"

namespace redrive::wire {

template <>
inline constexpr std::string_view kTypeName<model::ToolRequest> = "tool_request";
template <typename V>
void fields(V& v, Of<model::ToolRequest> auto& x) {
  v.field("schema", x.schema, kSmall);
  v.field("server", x.server, kName);
  v.field("job", x.job, kName);
  v.field("log_size", x.log_size, kAnyNumber);
  v.field("now", x.now, Instant{});
  v.field("lifetime", x.lifetime, Span{});
  v.optional("exclude", x.wishes.exclude, kPatterns);
  v.optional("from_start", x.wishes.from_start, Flag{});
  v.optional("only", x.wishes.only, kPatterns);
  v.optional("present", x.present, kNames);
}

}  // namespace redrive::wire
