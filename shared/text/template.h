// Texts with places for values, in a small language without logic (the tags of mustache(5) that need no code):
//
//   {{name}}                 the value; unknown names are refused when the template is read
//   {{#name}} … {{/name}}    for each entry of a list; for a value, once if it is not empty
//   {{^name}} … {{/name}}    once if the list or the value is empty
//   {{! anything}}           nothing
//
// A name is looked for in the innermost entry first. A line that holds only such a tag, but for {{name}}, leaves no
// line behind.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace redrive::text {

// The names a template may use, and those further ones in the entries of its lists.
struct TemplateWords {
  std::set<std::string, std::less<>> values;
  std::map<std::string, TemplateWords, std::less<>> lists;
};

struct TemplateValues {
  std::map<std::string, std::string, std::less<>> values;
  std::map<std::string, std::vector<TemplateValues>, std::less<>> lists;
};

enum class Escape { kNone, kHtml };  // of values; the template's own text stays as it is

// Immutable; safe from any thread.
class Template {
 public:
  static constexpr std::size_t kMaxSource = 256 * 1024;  // bytes
  static constexpr std::size_t kMaxDepth = 16;           // sections within each other

  // kInvalid: "line 3: …" with what was expected.
  static base::Result<Template> parse(std::string_view source, const TemplateWords& words, Escape escape);

  std::string render(const TemplateValues& values) const;
  bool names(std::string_view name) const;  // does a {{name}} stand in it?

  struct Node;

 private:
  Template(std::shared_ptr<const std::vector<Node>> nodes, Escape escape) : nodes_(std::move(nodes)), escape_(escape) {}

  std::shared_ptr<const std::vector<Node>> nodes_;
  Escape escape_;
};

std::string escape_html(std::string_view text);

}  // namespace redrive::text
