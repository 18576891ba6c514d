// The text of an HTML mail as a person would read it, for mail that brings no plain text. A tokenizer and no parser:
// one pass, no tree, time and memory linear in the text whatever stands in it. Not for showing: nothing is made safe
// here.
#pragma once

#include <string>
#include <string_view>

namespace redrive::mail {

// UTF-8 in, UTF-8 with "\n" lines out, at most `limit` bytes. Blocks and <br> begin new lines, what stands in
// <blockquote> gets "> " before each line (as quoted text has in plain mail), style, scripts and the head are left out,
// character references are resolved.
std::string html_text(std::string_view html, std::size_t limit);

}  // namespace redrive::mail
