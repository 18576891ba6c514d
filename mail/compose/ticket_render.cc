#include "mail/compose/ticket_render.h"

namespace redrive::mail {
namespace {

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 16px; max-width: 40em; font: 16px/1.45 sans-serif;
  color: #1b1f24; background: #ffffff; overflow-wrap: anywhere; }
h1 { font-size: 1.3em; margin: 0 0 12px; }
h2 { font-size: 1em; margin: 18px 0 4px; color: #4a5560; }
p { margin: 0 0 4px; }
ul { margin: 0; padding-left: 1.2em; }
.notice { padding: 8px; border-left: 4px solid #b7791f; background: #fdf6e3; }
.fields { margin-top: 20px; padding-top: 8px; border-top: 1px solid #c8ced6;
  font: 13px/1.4 monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e6e9ed; background: #14181d; }
  h2 { color: #a8b3bf; }
  .notice { background: #33290f; }
  .fields { border-top-color: #3a434d; }
}
</style>
</head>
<body>
)";

std::string escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string render_text(const Wording& wording) {
  std::string out = wording.headline + "\n";
  for (const auto& notice : wording.notices) out += "\n" + notice + "\n";
  for (const auto& section : wording.sections) {
    out += "\n" + section.title + "\n";
    for (const auto& line : section.lines) out += (section.bullets ? "- " : "  ") + line + "\n";
  }
  out += "\n";
  for (const auto& [field, value] : wording.fields) out += field + ": " + value + "\n";
  return out;
}

std::string render_html(const Wording& wording) {
  std::string out(kHead);
  out += "<h1>" + escape(wording.headline) + "</h1>\n";
  for (const auto& notice : wording.notices) out += "<p class=\"notice\">" + escape(notice) + "</p>\n";
  for (const auto& section : wording.sections) {
    out += "<h2>" + escape(section.title) + "</h2>\n" + (section.bullets ? "<ul>\n" : "");
    const std::string_view open = section.bullets ? "<li>" : "<p>", close = section.bullets ? "</li>\n" : "</p>\n";
    for (const auto& line : section.lines) out.append(open).append(escape(line)).append(close);
    if (section.bullets) out += "</ul>\n";
  }
  out += "<p class=\"fields\">\n";
  for (const auto& [field, value] : wording.fields) out += escape(field) + ": " + escape(value) + "<br>\n";
  return out + "</p>\n</body>\n</html>\n";
}

}  // namespace redrive::mail
