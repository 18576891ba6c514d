#include "central/settings/load_options.h"

#include "central/calendar/configured_outages.h"
#include "central/calendar/working_hours.h"
#include "central/settings/mail_templates.h"
#include "shared/config/central_draft.h"

namespace redrive::central {

config::Parsed<config::CentralOptions> load_options(const std::filesystem::path& file, base::UtcTime now) {
  return config::load_central_options(
      file, [now](config::CentralDraft& draft, const config::Reading& reading, config::Problems& problems) {
        complete_outages(draft, reading, now, problems);
        complete_hours(draft, reading, problems);
        complete_templates(draft.options.mail, problems);
      });
}

}  // namespace redrive::central
