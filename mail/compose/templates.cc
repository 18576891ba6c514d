#include "mail/compose/templates.h"

#include <fmt/format.h>

#include "mail/compose/shipped_templates.h"

namespace redrive::mail {
namespace {

using text::Escape;
using text::Template;
using text::TemplateValues;
using text::TemplateWords;

base::Result<Template> parse(const char* file, std::string_view source, std::string_view shipped, Escape escape) {
  auto parsed = Template::parse(source.empty() ? shipped : source, template_words(), escape);
  if (!parsed) return base::fail_in(file, parsed.error());
  return parsed;
}

std::vector<TemplateValues> each(const std::vector<std::string>& lines) {
  std::vector<TemplateValues> out;
  for (const auto& line : lines) out.emplace_back().values["line"] = line;
  return out;
}

}  // namespace

const TemplateWords& template_words() {
  static const TemplateWords all = [] {
    TemplateWords line, section, field, words;
    line.values = {"line"};
    section.values = {"title", "bulleted"};
    section.lists = {{"bullets", line}, {"lines", line}};
    field.values = {"name", "value"};
    words.values = {"headline",      "id",     "kind",         "shadow",    "update", "closed",    "reminder",
                    "escalation",    "scope",  "failure_type", "server",    "device", "package",   "location",
                    "location_name", "centre", "centre_name",  "opened_at", "reason", "has_fields"};
    words.lists = {{"notices", line}, {"sections", section}, {"fields", field}};
    return words;
  }();
  return all;
}

base::Result<Templates> parse_templates(std::string_view subject, std::string_view text, std::string_view html) {
  auto first = parse("subject.txt", subject, kShippedSubject, Escape::kNone);
  if (!first) return tl::unexpected<base::Error>(first.error());
  if (!first->names("id"))
    return base::fail(base::ErrorCode::kInvalid, "subject.txt: expected {{id}} in it: answers find their ticket by it");
  auto second = parse("body.txt", text, kShippedText, Escape::kNone);
  if (!second) return tl::unexpected<base::Error>(second.error());
  auto third = parse("body.html", html, kShippedHtml, Escape::kHtml);
  if (!third) return tl::unexpected<base::Error>(third.error());
  return Templates{*std::move(first), *std::move(second), *std::move(third)};
}

const Templates& shipped_templates() {
  static const Templates shipped = parse_templates({}, {}, {}).value();
  return shipped;
}

TemplateValues values_of(const Wording& wording) {
  TemplateValues out;
  out.values = wording.values;
  out.values["headline"] = wording.headline;
  out.values["has_fields"] = wording.fields.empty() ? "" : "yes";
  out.lists["notices"] = each(wording.notices);
  auto& sections = out.lists["sections"];
  for (const auto& section : wording.sections) {
    TemplateValues& one = sections.emplace_back();
    one.values = {{"title", section.title}, {"bulleted", section.bullets ? "yes" : ""}};
    one.lists[section.bullets ? "bullets" : "lines"] = each(section.lines);
    one.lists[section.bullets ? "lines" : "bullets"] = {};
  }
  auto& fields = out.lists["fields"];
  for (const auto& [name, value] : wording.fields) fields.emplace_back().values = {{"name", name}, {"value", value}};
  return out;
}

}  // namespace redrive::mail
