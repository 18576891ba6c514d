// A template's source as a row of texts and tags, in order, for template.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace redrive::text {

enum class TagKind { kText, kValue, kEach, kUnless, kClose };

struct Tag {
  TagKind kind = TagKind::kText;
  std::string text;      // as it stands, or the tag's name
  std::size_t line = 0;  // where a tag begins, from 1
};

// Comments are gone, and so is the line of a tag that has one for itself. kInvalid: "line 3: …".
base::Result<std::vector<Tag>> read_tags(std::string_view source);

}  // namespace redrive::text
