// How a mail is drawn: three templates (shared/text/template.h), those of etc/mail unless the company has its own (T3).
#pragma once

#include <string_view>

#include "mail/compose/wording.h"
#include "shared/base/result.h"
#include "shared/text/template.h"

namespace redrive::mail {

struct Templates {
  text::Template subject;  // one line; holds {{id}}, by which answers find their ticket
  text::Template text;     // one paragraph a line: every reader wraps it to its own width
  text::Template html;     // fetches nothing
};

// The names there are: {{headline}}, {{id}} and {{kind}} of the mail; {{shadow}}, {{update}}, {{closed}}, empty where
// it is none; of the ticket {{scope}}, {{failure_type}}, {{server}}, {{device}}, {{package}}, {{location}},
// {{location_name}}, {{centre}}, {{centre_name}}, {{opened_at}}, {{reason}}; the lists {{#notices}} and {{#lines}}
// (each with {{line}}), {{#sections}} ({{title}}, {{bulleted}}, {{#bullets}} or {{#lines}}), {{#fields}} ({{name}},
// {{value}}).
const text::TemplateWords& template_words();

// An empty source is the shipped one. kInvalid: "body.txt: line 3: …".
base::Result<Templates> parse_templates(std::string_view subject, std::string_view text, std::string_view html);

const Templates& shipped_templates();

// What a wording gives to the templates.
text::TemplateValues values_of(const Wording& wording);

}  // namespace redrive::mail
