#include "central/settings/mail_templates.h"

#include "mail/compose/templates.h"
#include "shared/config/file_text.h"

namespace redrive::central {
namespace {

// An empty file would be no template at all, yet it is a file somebody wrote.
base::Result<std::string> read(const std::filesystem::path& file) {
  auto text = config::read_text(file);
  if (!text && text.error().code == base::ErrorCode::kNotFound) return std::string();
  if (text && text->empty())
    return base::fail(base::ErrorCode::kInvalid, "it is empty; expected a template, or no file");
  return text;
}

}  // namespace

void complete_templates(config::MailOptions& mail, config::Problems& problems) {
  if (mail.templates.empty()) return;
  const std::size_t before = problems.size();
  std::error_code error;
  if (!std::filesystem::is_directory(mail.templates, error)) {
    problems.push_back({mail.templates.string(), 0, "[mail] templates: there is no such folder"});
    return;
  }
  for (const auto& [name, into] : {std::pair{"subject.txt", &mail.subject_template},
                                   {"body.txt", &mail.text_template},
                                   {"body.html", &mail.html_template}}) {
    auto text = read(mail.templates / name);
    if (text) {
      *into = std::move(*text);
    } else {
      problems.push_back({(mail.templates / name).string(), 0, text.error().message});
    }
  }
  if (problems.size() > before) return;
  const auto parsed = mail::parse_templates(mail.subject_template, mail.text_template, mail.html_template);
  if (!parsed) problems.push_back({mail.templates.string(), 0, parsed.error().message});
}

}  // namespace redrive::central
